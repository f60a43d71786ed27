//! A short tour of the practice clinic in the real window, leaving pictures: what `cargo start -- --shot DIR` plays.
//!
//! `tour --app FILE --to DIR`

use rightful_tests::driven::{Trouble, Window};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

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

/// A morning in a minute: who waits, what is missing, who could be taken for whom, whom to phone.
async fn tour(app: &std::path::Path, to: &std::path::Path) -> Result<(), Trouble> {
    let window = Window::open(app, &[], to).await?;
    window.sees("Set up our clinic").await?;
    window.picture("first-screen").await?;
    window.clicks("Open the practice clinic").await?;
    window.sees("Who is at the desk?").await?;
    window.picture("sign-in").await?;
    window.fills("PIN", "1234").await?;
    window.presses("Enter").await?;
    window.sees("The counter is yours").await?;
    window.picture("counter").await?;

    find(&window, "keler sam").await?;
    window.picture("search").await?;
    window.presses("Enter").await?;
    window.sees("Both lenses not located").await?;
    window.picture("readiness").await?;
    window.presses("o").await?;
    window.sees("Found it").await?;
    window.picture("order").await?;

    find(&window, "eric paulson").await?;
    window.presses("Enter").await?;
    window.sees("Could be taken for").await?;
    window.presses("h").await?;
    window.sees("Fetch tray").await?;
    window.picture("hand-over").await?;
    window.presses("Escape").await?;

    window.presses("1").await?;
    window.sees("Calls to make").await?;
    window.picture("calls").await?;
    window.presses("2").await?;
    window.sees("Late or stuck").await?;
    window.picture("late-or-stuck").await?;
    window.presses("F9").await?;
    window.picture("curtain").await?;
    window.presses("F9").await?;
    window.close().await?;
    Ok(())
}

/// Types into the search box as a hand would.
async fn find(window: &Window, query: &str) -> Result<(), Trouble> {
    window.presses("/").await?;
    window.is_in("Find a person").await?;
    window.fills("Find a person, order or tray", query).await?;
    window.sees(&format!("“{query}”")).await?;
    // A scanner ends within a moment; a hand rests before Enter.
    tokio::time::sleep(Duration::from_millis(250)).await;
    Ok(())
}
