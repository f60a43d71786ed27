//! Bringing in and giving out: what other systems export, and what they can read.
