//! The real window, driven by a test as a person would: what it sees, what it presses, what it types.
//!
//! WebKit's own driver starts the app; no other program stands between. Every failure names the step, says what was
//! on the screen, and leaves a picture.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// What went wrong, in a sentence.
pub type Trouble = String;

/// How long we look for something before we say that it is not there.
const PATIENCE: Duration = Duration::from_secs(15);

/// Finds what a person would click: visible, and named so by its label or its text (which may go on, as a key hint does).
const FIND_NAMED: &str = r#"
const [name, kinds] = arguments;
const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('[inert]');
const called = e => (e.getAttribute('aria-label') ?? e.innerText ?? '').replace(/\s+/g, ' ').trim();
const found = [...document.querySelectorAll(kinds)].filter(shown);
return found.find(e => called(e) === name) ?? found.find(e => called(e).startsWith(name)) ?? null;
"#;

/// Finds the field under a label.
const FIND_FIELD: &str = r#"
const [name] = arguments;
const fields = [...document.querySelectorAll('input, textarea, select')].filter(e => e.checkVisibility());
const called = e => (e.getAttribute('aria-label') ?? [...(e.labels ?? [])].map(l => l.innerText).join(' ')).replace(/\s+/g, ' ').trim();
return fields.find(e => called(e) === name) ?? fields.find(e => called(e).startsWith(name)) ?? null;
"#;

/// What can be clicked.
const CLICKABLE: &str =
    "button, a[href], summary, [role=button], [role=menuitem], [role=tab], [role=option], [role=radio], [role=checkbox], label";

/// The app's window under a driver.
pub struct Window {
    page: Client,
    // Ends with us.
    _driver: Child,
    home: TempDir,
    pictures: PathBuf,
    taken: Cell<u32>,
}

impl Window {
    /// Starts the app with a data folder of its own and waits until its page is there.
    ///
    /// # Errors
    /// When the driver or the app is missing or does not start: nothing is skipped.
    pub async fn open(app: &Path, args: &[&str], pictures: &Path) -> Result<Self, Trouble> {
        let home = tempfile::tempdir().map_err(|error| format!("no folder for the data: {error}"))?;
        Self::open_at(app, args, pictures, home).await
    }

    /// As [`Window::open`], with a data folder that has something in it already.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub async fn open_at(app: &Path, args: &[&str], pictures: &Path, home: TempDir) -> Result<Self, Trouble> {
        if !app.is_file() {
            return Err(format!("the app is not built: no {}", app.display()));
        }
        std::fs::create_dir_all(pictures).map_err(|error| format!("no folder for the pictures: {error}"))?;
        let port = free_port().await?;
        let driver = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".into()])
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("WebKitWebDriver could not be started ({error}). Debian's package: webkit2gtk-driver"))?;
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("WebKitWebDriver does not answer".into());
            }
            sleep(Duration::from_millis(30)).await;
        }
        let mut all_args = vec!["--home".to_owned(), home.path().to_string_lossy().into_owned()];
        all_args.extend(args.iter().map(|arg| (*arg).to_owned()));
        let wanted = json!({ "webkitgtk:browserOptions": { "binary": app, "args": all_args } });
        let Value::Object(wanted) = wanted else { return Err("no capabilities".into()) };
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .map_err(|error| format!("the app did not open under the driver: {error}"))?;
        Ok(Self { page, _driver: driver, home, pictures: pictures.to_owned(), taken: Cell::new(0) })
    }

    /// Where this window's data is.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs JavaScript in the page, for what no person could see.
    ///
    /// # Errors
    /// When the page or the driver fails.
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Result<Value, Trouble> {
        self.page.execute(script, args).await.map_err(|error| format!("the page did not answer: {error}"))
    }

    /// As [`Window::script`], with a promise: the script calls `arguments[arguments.length - 1]` when done.
    ///
    /// # Errors
    /// As [`Window::script`].
    pub async fn script_later(&self, script: &str, args: Vec<Value>) -> Result<Value, Trouble> {
        self.page.execute_async(script, args).await.map_err(|error| format!("the page did not answer: {error}"))
    }

    /// All that can be read on the screen.
    ///
    /// # Errors
    /// As [`Window::script`].
    pub async fn text(&self) -> Result<String, Trouble> {
        let text = self.script("return document.body?.innerText ?? ''", Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until this can be read on the screen.
    ///
    /// # Errors
    /// When it does not come; the sentence says what is there instead.
    pub async fn sees(&self, words: &str) -> Result<(), Trouble> {
        self.until(&format!("“{words}” to be read"), async || Ok(self.text().await?.contains(words).then_some(()))).await
    }

    /// Waits until this can no longer be read.
    ///
    /// # Errors
    /// When it stays.
    pub async fn sees_no(&self, words: &str) -> Result<(), Trouble> {
        self.until(&format!("“{words}” to go"), async || Ok((!self.text().await?.contains(words)).then_some(()))).await
    }

    /// Clicks what is called so.
    ///
    /// # Errors
    /// When it is not there or cannot be clicked.
    pub async fn clicks(&self, name: &str) -> Result<(), Trouble> {
        let refused = RefCell::new(String::new());
        let clicked = self
            .until(&format!("“{name}” to click"), async || {
                let Some(found) = self.look_for(FIND_NAMED, vec![json!(name), json!(CLICKABLE)]).await? else { return Ok(None) };
                // A person waits, too, while it is still moving, or something lies over it.
                match found.click().await {
                    Ok(()) => Ok(Some(())),
                    Err(error) => {
                        refused.replace(format!(" It was there, and could not be clicked: {error}"));
                        Ok(None)
                    }
                }
            })
            .await;
        clicked.map_err(|trouble| trouble + &refused.into_inner())
    }

    /// Types into the field under this label.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fills(&self, label: &str, text: &str) -> Result<(), Trouble> {
        let field = self.find(&format!("the field “{label}”"), FIND_FIELD, vec![json!(label)]).await?;
        field.send_keys(text).await.map_err(|error| format!("“{label}” could not be filled: {error}"))
    }

    /// Waits until the cursor is in the field under this label: a key that leads there rests a moment, for scanners.
    ///
    /// # Errors
    /// When it does not get there.
    pub async fn is_in(&self, label: &str) -> Result<(), Trouble> {
        self.until(&format!("the cursor to be in “{label}”"), async || {
            let called = "return (document.activeElement?.getAttribute('aria-label') ?? \
                          [...(document.activeElement?.labels ?? [])].map(l => l.innerText).join(' ')).trim()";
            let now = self.script(called, Vec::new()).await?;
            Ok(now.as_str().is_some_and(|now| now.starts_with(label)).then_some(()))
        })
        .await
    }

    /// Types where the cursor is.
    ///
    /// # Errors
    /// When the driver fails.
    pub async fn types(&self, text: &str) -> Result<(), Trouble> {
        self.keys(text.chars()).await
    }

    /// Presses one key: a letter, or a name such as `Enter`, `Escape`, `F8`.
    ///
    /// # Errors
    /// When the key has no name here, or the driver fails.
    pub async fn presses(&self, key: &str) -> Result<(), Trouble> {
        let mut letters = key.chars();
        let pressed = match (letters.next(), letters.next()) {
            (Some(letter), None) => letter,
            _ => match key {
                "Enter" => Key::Enter,
                "Escape" => Key::Escape,
                "Tab" => Key::Tab,
                "Down" => Key::Down,
                "Up" => Key::Up,
                "F8" => Key::F8,
                "F9" => Key::F9,
                "F12" => Key::F12,
                _ => return Err(format!("no key is called {key}")),
            }
            .into(),
        };
        self.keys(std::iter::once(pressed)).await
    }

    async fn keys(&self, keys: impl Iterator<Item = char>) -> Result<(), Trouble> {
        let mut actions = KeyActions::new("keyboard".into());
        for value in keys {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.page.perform_actions(actions).await.map_err(|error| format!("the keys were not taken: {error}"))
    }

    /// Keeps a picture of the screen, numbered in the order of taking.
    ///
    /// # Errors
    /// When it cannot be taken or kept.
    pub async fn picture(&self, name: &str) -> Result<(), Trouble> {
        // What the page has just put there is painted with the next frame.
        self.script_later(
            "const [done] = arguments; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(null))), 200)",
            Vec::new(),
        )
        .await?;
        let png = self.page.screenshot().await.map_err(|error| format!("no picture of {name}: {error}"))?;
        self.taken.set(self.taken.get() + 1);
        let path = self.pictures.join(format!("{:02}-{name}.png", self.taken.get()));
        std::fs::write(&path, png).map_err(|error| format!("{} could not be kept: {error}", path.display()))
    }

    /// Closes the window as its own close button does, and gives back its data folder.
    ///
    /// # Errors
    /// When the driver fails.
    pub async fn close(self) -> Result<TempDir, Trouble> {
        self.page.close().await.map_err(|error| format!("the window did not close: {error}"))?;
        Ok(self.home)
    }

    async fn find(&self, what: &str, script: &str, args: Vec<Value>) -> Result<Element, Trouble> {
        self.until(what, async || self.look_for(script, args.clone()).await).await
    }

    async fn look_for(&self, script: &str, args: Vec<Value>) -> Result<Option<Element>, Trouble> {
        let found = self.script(script, args).await?;
        // How WebDriver names an element: one entry, whose value is the reference.
        let reference = found.as_object().and_then(|one| one.values().next()).and_then(Value::as_str);
        Ok(reference.map(|id| Element::from_element_id(self.page.clone(), id.to_owned().into())))
    }

    async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Result<Option<T>, Trouble>) -> Result<T, Trouble> {
        let begun = Instant::now();
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            if begun.elapsed() > PATIENCE {
                self.picture("when-it-failed").await.ok();
                let log = std::fs::read_to_string(self.home().join("rightful.log")).unwrap_or_default();
                return Err(format!("waited in vain for {what}.\nOn the screen:\n{}\nIn the log:\n{log}", self.text().await?));
            }
            sleep(Duration::from_millis(40)).await;
        }
    }
}

async fn free_port() -> Result<u16, Trouble> {
    let taken = TcpListener::bind(("127.0.0.1", 0)).await.and_then(|listener| listener.local_addr());
    taken.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}
