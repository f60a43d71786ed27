//! Listens to the lensmeter of this machine, in a watched folder and at a serial port, for the window and for the
//! tests' host alike. It knows no clinic: what comes in is bytes, handed to whoever listens ([`Ear`]).
//!
//! Each has its own thread, because a network share may keep its own waiting for minutes.

mod folder;
mod port;

use rightful_core::records::lensmeter::{CameBy, LensmeterChoice, Standing};
use std::sync::Arc;
use std::thread;

pub use port::ports;

/// Whoever wants to hear what the lensmeter sends.
pub trait Ear: Send + Sync + 'static {
    /// What is chosen on this machine now. None: whoever knows is busy, ask again.
    fn chosen(&self) -> Option<LensmeterChoice>;
    /// One transmission, whole or what is left of it.
    fn heard(&self, way: CameBy, bytes: Vec<u8>);
    /// How the folder or the port stands now.
    fn stands(&self, way: CameBy, standing: Standing);
}

/// Starts listening, for as long as the program runs.
pub fn listen(ear: Arc<dyn Ear>) {
    let other = Arc::clone(&ear);
    thread::spawn(move || folder::watch(&*other));
    thread::spawn(move || port::listen(&*ear));
}
