//! Builders, a fixed clock and a clinic in a temporary folder, for the tests.
