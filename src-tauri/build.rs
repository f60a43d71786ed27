//! Declares what the page may call; everything else is refused before it reaches our code.

fn main() {
    // The page is built into the program: a new page makes a new program.
    println!("cargo:rerun-if-changed=../ui/dist");
    let commands = tauri_build::AppManifest::new().commands(&[
        "call",
        "pick_file",
        "pick_folder",
        "serial_ports",
        "save_file",
        "print_page",
        "import_progress",
        "cancel_import",
    ]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}
