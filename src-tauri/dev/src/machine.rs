//! What the machine must have, and how it gets it.

use crate::run::{Stop, asked, shown};
use std::process::Command;

/// Debian's names of what the app is built from.
const TO_BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev", "libssl-dev", "libdbus-1-dev"];

/// Debian's names of what drives the window and the browser without a person, and makes calls to the system fail.
const TO_DRIVE: &[&str] = &["webkit2gtk-driver", "xvfb", "xauth", "chromium", "strace"];

/// What we are about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Build and open the window.
    Window,
    /// Also drive it under a virtual display.
    Driving,
}

/// Checks the machine, installs what is missing where we can, says exactly what to install where we cannot.
///
/// # Errors
/// When something is missing that a person must install.
pub fn ready(for_what: For) -> Result<(), Stop> {
    node()?;
    if cfg!(target_os = "linux") {
        let mut packages = TO_BUILD.to_vec();
        if for_what == For::Driving {
            packages.extend(TO_DRIVE);
        }
        if asked("dpkg-query", &["--version"]).is_some() { debian(&packages) } else { other_linux(for_what) }
    } else if cfg!(target_os = "macos") {
        mac()
    } else {
        windows()
    }
}

fn node() -> Result<(), Stop> {
    let todo = "Install Node 20.19 or newer from https://nodejs.org, then run the command again.";
    let version = asked("node", &["--version"]).ok_or_else(|| Stop::new("Node is not installed. The page is built with it.", todo))?;
    let mut numbers = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < (20, 19) {
        return Err(Stop::new(format!("Node {version} is too old for the tools that build the page."), todo));
    }
    Ok(())
}

/// These packages of Debian's are there, or are put there.
///
/// # Errors
/// When only a person can install them.
pub fn installed(packages: &[&str]) -> Result<(), Stop> {
    debian(packages)
}

fn debian(packages: &[&str]) -> Result<(), Stop> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !asked("dpkg-query", &["-W", "-f=${Status}", package]).is_some_and(|status| status.ends_with(" installed")))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("Run this, then try again:\n  sudo apt-get update && sudo apt-get install {}", missing.join(" "));
    println!("Installing {} …", missing.join(", "));
    apt(&["update", "-q"], &by_hand)?;
    apt(&[&["install", "-y", "-q", "--no-install-recommends"], missing.as_slice()].concat(), &by_hand)
}

fn apt(args: &[&str], by_hand: &str) -> Result<(), Stop> {
    let root = asked("id", &["-u"]).as_deref() == Some("0");
    if !root && asked("sudo", &["--version"]).is_none() {
        return Err(Stop::new("Packages are missing, and only an administrator of this machine can install them.", by_hand));
    }
    let mut command = Command::new(if root { "env" } else { "sudo" });
    // Another installation may be running: wait for it rather than fail.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600"]).args(args);
    shown(&mut command, by_hand)
}

fn other_linux(for_what: For) -> Result<(), Stop> {
    let mut missing: Vec<&str> = ["webkit2gtk-4.1", "librsvg-2.0", "openssl"]
        .into_iter()
        .filter(|library| asked("pkg-config", &["--exists", library]).is_none())
        .collect();
    if for_what == For::Driving {
        missing.extend(
            ["WebKitWebDriver", "xvfb-run", "chromium"]
                .into_iter()
                .filter(|program| asked("sh", &["-c", &format!("command -v {program}")]).is_none()),
        );
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stop::new(
        format!("This machine lacks {}. On Debian and Ubuntu we install it; here you must.", missing.join(", ")),
        "Fedora:  sudo dnf install gcc gcc-c++ pkgconf webkit2gtk4.1-devel librsvg2-devel openssl-devel dbus-devel xorg-x11-server-Xvfb chromium\n\
         Arch:    sudo pacman -S base-devel webkit2gtk-4.1 librsvg openssl dbus xorg-server-xvfb chromium\n\
         Debian's names: libwebkit2gtk-4.1-dev librsvg2-dev libssl-dev libdbus-1-dev webkit2gtk-driver xvfb chromium",
    ))
}

fn mac() -> Result<(), Stop> {
    if asked("xcode-select", &["-p"]).is_some() {
        return Ok(());
    }
    Err(Stop::new("Apple's command line tools are not installed.", "Run `xcode-select --install`, then try again."))
}

fn windows() -> Result<(), Stop> {
    if asked("perl", &["-v"]).is_some() {
        return Ok(());
    }
    Err(Stop::new(
        "Perl is not installed. The encryption library is built with it.",
        "Install Strawberry Perl (https://strawberryperl.com), open a new terminal and try again.\n\
         Also needed, if not there yet: Visual Studio's \"Desktop development with C++\". WebView2 is part of Windows 11.",
    ))
}

/// Whether a window can be shown here.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
