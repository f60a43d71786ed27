//! A short tour of the practice clinic in the real window, leaving pictures: what `cargo start -- --shot DIR` plays.
//!
//! `tour --app FILE --to DIR`

use rightful_tests::driven::{Trouble, Window};
use std::path::PathBuf;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut app, mut to) = (PathBuf::new(), PathBuf::new());
    while let (Some(name), Some(value)) = (args.next(), args.next()) {
        match name.as_str() {
            "--app" => app = value.into(),
            "--to" => to = value.into(),
            _ => (),
        }
    }
    match tour(&app, &to).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("The tour stopped: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn tour(app: &std::path::Path, to: &std::path::Path) -> Result<(), Trouble> {
    let window = Window::open(app, &[], to).await?;
    window.sees("Set up our clinic").await?;
    window.picture("first-screen").await?;
    window.clicks("Open the practice clinic").await?;
    window.sees_no("Set up our clinic").await?;
    window.picture("practice-opened").await?;
    window.close().await?;
    Ok(())
}
