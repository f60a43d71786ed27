//! What only the real window can show: it opens, its page reaches the core and nothing else, it closes.
//!
//! Run by `cargo verify` under a virtual display, which says in `RIGHTFUL_APP` where the app is and in
//! `RIGHTFUL_PICTURES` where pictures go. Without them the tests fail; they are never skipped.

use rightful_tests::driven::{Trouble, Window};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

fn said(name: &str) -> PathBuf {
    std::env::var_os(name)
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("{name} is not set. Run these tests with `cargo verify --only window`."))
}

async fn a_window(name: &str, args: &[&str]) -> Result<Window, Trouble> {
    Window::open(&said("RIGHTFUL_APP"), args, &said("RIGHTFUL_PICTURES").join(format!("window-{name}"))).await
}

#[tokio::test]
async fn a_first_start_offers_to_set_up_or_to_practice() -> Result<(), Trouble> {
    let window = a_window("first-start", &[]).await?;
    window.sees("Set up our clinic").await?;
    window.sees("Open the practice clinic").await?;
    window.picture("first-screen").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
async fn practice_opens_without_a_question() -> Result<(), Trouble> {
    let window = a_window("practice", &["--practice"]).await?;
    window.sees("Practice").await?;
    window.sees_no("Set up our clinic").await?;
    window.picture("practice").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_second_copy_says_that_the_first_has_the_clinic() -> Result<(), Trouble> {
    let first = a_window("second-copy", &["--practice"]).await?;
    first.sees("Practice clinic").await?;
    let there = first.home().to_string_lossy().into_owned();
    let second = a_window("second-copy", &["--practice", "--home", &there]).await?;
    second.sees("Rightful is open already").await?;
    second.picture("second").await?;
    second.close().await?;
    // The first goes on as if nothing had been.
    first.sees("PIN").await?;
    first.fills("PIN", "1234").await?;
    first.presses("Enter").await?;
    first.sees_no("Who is at the desk?").await?;
    first.picture("first-goes-on").await?;
    first.close().await?;
    Ok(())
}

/// A scanner ends within a moment; a hand rests before Enter.
async fn enters(window: &Window, label: &str, text: &str) -> Result<(), Trouble> {
    window.fills(label, text).await?;
    tokio::time::sleep(Duration::from_millis(250)).await;
    window.presses("Enter").await
}

#[tokio::test]
async fn the_day_of_the_missing_lenses() -> Result<(), Trouble> {
    let window = a_window("missing-lenses", &["--practice"]).await?;
    window.clicks("Ja").await?; // Jan, the dispenser
    enters(&window, "PIN", "1234").await?;
    window.sees_no("Who is at the desk?").await?;

    // At the door the desk knows: the frame is here, his own lenses are not.
    window.presses("/").await?;
    window.is_in("Find a person").await?;
    enters(&window, "Find a person", "Sam Keller").await?;
    window.sees("Both lenses not located").await?;
    window.picture("at-the-door").await?;

    // Beside the work: what to say, what to offer, what is promised in the same breath, and how they leave.
    window.presses("F8").await?;
    window.sees("Say that it happened").await?;
    window.sees("Sam, I can't find").await?;
    window.picture("the-panel").await?;
    for step in ["Let them talk", "Thank them and own it", "Offer, and let them choose"] {
        window.presses("Enter").await?;
        window.sees(step).await?;
    }
    window.presses("1").await?;
    window.sees("We say it for, a little later than we think:").await?;
    window.picture("a-choice-with-its-time").await?;
    window.presses("Enter").await?;
    window.sees("taken").await?;
    tokio::time::sleep(Duration::from_millis(250)).await;
    window.presses("e").await?;
    window.sees("How do they leave?").await?;
    window.clicks("better").await?;
    enters(&window, "What they said at the end", "Thank you for telling us straight.").await?;
    window.sees("It has ended.").await?;
    window.presses("l").await?;
    window.sees("Apology").await?;
    window.picture("the-letter").await?;
    // Left in two presses, out of its text and off its page.
    window.presses("Escape").await?;
    window.presses("Escape").await?;
    window.sees("Both lenses not located").await?;

    // Nothing half goes out unseen, and trying is kept.
    window.presses("h").await?;
    window.sees("Stop: not everything is here").await?;
    window.picture("stopped").await?;
    window.clicks("End here, hand nothing over").await?;
    window.sees("Nobody was given anything.").await?;
    window.sees("Kept as a near miss, D-1.").await?;
    window.presses("Escape").await?;

    // Found in the tray before, one after the other.
    for line in ["Both lenses not located", "Left lens not located"] {
        window.sees(line).await?;
        window.presses("s").await?;
        window.sees("Where is it now?").await?;
        tokio::time::sleep(Duration::from_millis(250)).await;
        // A find says where: an Enter alone finds nothing.
        window.presses("Enter").await?;
        window.sees("Say where it was found.").await?;
        window.clicks("lab bag").await?;
        window.clicks("Found it").await?;
        window.sees_no("Where is it now?").await?;
    }
    window.sees("Here, not checked yet").await?;
    window.presses("v").await?;
    window.sees("Tray and dates").await?;
    window.presses("v").await?;
    window.sees("Compare what is in the tray with what was ordered.").await?;
    window.picture("checked-against-the-order").await?;
    window.clicks("Passed").await?;
    window.clicks("Keep the check").await?;
    window.sees_no("Compare what is in the tray with what was ordered.").await?;
    window.presses("Escape").await?;
    window.sees("Complete").await?;

    // His mother takes them now; the fitting is owed.
    window.presses("h").await?;
    enters(&window, "Name, as they say it", "Sam Keller").await?;
    enters(&window, "Date of birth, as they say it", "3/4/2011").await?;
    window.sees("Hand over to Sam Keller").await?;
    window.clicks("Seen").await?;
    enters(&window, "Tray or order number", "T017").await?;
    window.sees("T017 is this order’s").await?;
    for part in ["Frame", "Right lens", "Left lens", "Opened together"] {
        window.clicks(part).await?;
    }
    window.sees("They looked through them").await?;
    window.clicks("Somebody else collects").await?;
    window.clicks("Ruth Keller, parent").await?;
    window.picture("his-mother-takes-them").await?;
    window.clicks("Hand over").await?;
    window.sees("Ruth Keller (parent) has order").await?;
    window.picture("handed-over").await?;
    window.clicks("Took it, fit later").await?;
    window.sees("A fitting is still owed.").await?;
    window.picture("a-fitting-is-owed").await?;
    window.close().await?;
    Ok(())
}

/// Asks Tauri for a command and tells how it ended.
const ASK: &str = "
const [name, args, done] = arguments;
window.__TAURI_INTERNALS__.invoke(name, args).then(() => done('answered'), refused => done(String(refused)));
";

#[tokio::test]
async fn the_page_reaches_the_core_and_nothing_else() -> Result<(), Trouble> {
    let window = a_window("reach", &[]).await?;
    window.sees("Set up our clinic").await?;

    let asked = |name: &'static str, args: serde_json::Value| window.script_later(ASK, vec![json!(name), args]);
    assert_eq!(asked("call", json!({ "name": "desk_state", "request": {} })).await?, "answered", "the page must reach the core");
    for elsewhere in [
        "plugin:window|create",
        "plugin:window|set_title",
        "plugin:webview|create_webview_window",
        "plugin:path|resolve_directory",
        "plugin:event|emit",
        "plugin:fs|read_file",
        "plugin:shell|execute",
        "plugin:dialog|open",
        "plugin:app|version",
        "plugin:resources|close",
        "plugin:webview|internal_toggle_devtools",
    ] {
        let ended = asked(elsewhere, json!({})).await?;
        assert_ne!(ended, "answered", "the page could call {elsewhere}");
    }

    // Scripts, pictures and connections from anywhere else are refused, and so is what a page writes into itself.
    let ran = window
        .script_later(
            "const done = arguments[arguments.length - 1];
             window.intruder = 0;
             document.body.insertAdjacentHTML('beforeend', '<img id=probe src=x onerror=\"window.intruder = 1\">');
             const s = document.createElement('script'); s.textContent = 'window.intruder = 2'; document.body.append(s);
             const refused = fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused');
             setTimeout(async () => done([window.intruder, await refused, typeof window.__TAURI__, location.href]), 300);",
            Vec::new(),
        )
        .await?;
    assert_eq!(ran, json!([0, "refused", "undefined", "tauri://localhost"]));

    // It can be led nowhere.
    for elsewhere in ["https://example.org/", "tauri://localhost/other.html", "data:text/html,hello"] {
        window.script("location.href = arguments[0]", vec![json!(elsewhere)]).await.ok();
        let opened = window.script("return window.open(arguments[0]) === null", vec![json!(elsewhere)]).await?;
        assert_eq!(opened, json!(true), "a window opened on {elsewhere}");
    }
    let still = window.script("return location.href", Vec::new()).await?;
    assert_eq!(still, "tauri://localhost");
    window.sees("Set up our clinic").await?;
    window.close().await?;
    Ok(())
}
