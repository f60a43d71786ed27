//! A window of the toolkit with one line in it and nothing of ours: what `tests/e2e/start.rs` measures our own against.

use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><html lang=\"en\"><title>Bare</title><p>A bare window.</p></html>";

fn main() {
    // Where a driven window keeps its profile, as ours does.
    let home = std::env::args_os().skip_while(|arg| arg != "--home").nth(1).map(std::path::PathBuf::from);
    let ended = tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            tauri::http::Response::builder().header("content-type", "text/html").body(PAGE).expect("a page")
        })
        .setup(move |app| {
            let page: Url = "bare://localhost/".parse()?;
            let mut window =
                WebviewWindowBuilder::new(app, "bare", WebviewUrl::CustomProtocol(page)).title("Bare").inner_size(1280.0, 720.0);
            if let Some(home) = home {
                window = window.data_directory(home.join("web view"));
            }
            window.build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = ended {
        eprintln!("no window: {error}");
    }
}
