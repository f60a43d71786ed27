//! A serial port that the lensmeter is plugged into. What comes in is put together by the core's [`Line`]; here is only
//! the port itself, behind a trait of two verbs, so that recorded lines can stand in for it.

use crate::Ear;
use rightful_core::exchange::lensmeter::line::{Line, SILENCE_MS};
use rightful_core::records::lensmeter::{CameBy, Parity, PortChoice, Standing};
use serial2::SerialPort;
use std::io;
use std::thread;
use std::time::Duration;

/// How long until a port that is not there is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);
/// How often is looked whether another port was chosen, while nothing comes.
const IDLE: Duration = Duration::from_millis(500);

/// The two things that a line does.
pub(crate) trait Port {
    /// Some bytes; `TimedOut` when the line is silent; 0 when it is gone.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize>;
    /// All bytes.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()>;
}

impl Port for SerialPort {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        SerialPort::read(self, into)
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        SerialPort::write_all(self, bytes)
    }
}

/// The serial ports of this machine, by name.
pub fn ports() -> Vec<String> {
    let mut names: Vec<String> =
        SerialPort::available_ports().unwrap_or_default().iter().map(|port| port.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Listens at whatever port is chosen, for ever.
pub(crate) fn listen(ear: &dyn Ear) {
    loop {
        let Some(choice) = ear.chosen().and_then(|chosen| chosen.port) else {
            thread::sleep(IDLE);
            continue;
        };
        let standing = match open(&choice) {
            Ok(mut port) => {
                ear.stands(CameBy::Port, Standing::Listening);
                let still_chosen = || ear.chosen().is_none_or(|chosen| chosen.port.as_ref() == Some(&choice));
                match hear(&mut port, still_chosen, |bytes| ear.heard(CameBy::Port, bytes)) {
                    // Another port was chosen.
                    Ok(()) => continue,
                    Err(_) => Standing::Gone,
                }
            }
            Err(error) => match error.kind() {
                io::ErrorKind::PermissionDenied if cfg!(windows) => Standing::Busy,
                io::ErrorKind::PermissionDenied => Standing::Denied,
                io::ErrorKind::ResourceBusy => Standing::Busy,
                _ => Standing::Gone,
            },
        };
        ear.stands(CameBy::Port, standing);
        thread::sleep(TRY_AGAIN);
    }
}

fn open(choice: &PortChoice) -> io::Result<SerialPort> {
    let mut port = SerialPort::open(&choice.name, |mut settings: serial2::Settings| {
        settings.set_raw();
        settings.set_baud_rate(choice.baud)?;
        settings.set_parity(match choice.parity {
            Parity::None => serial2::Parity::None,
            Parity::Odd => serial2::Parity::Odd,
            Parity::Even => serial2::Parity::Even,
        });
        Ok(settings)
    })?;
    port.set_read_timeout(Duration::from_millis(SILENCE_MS))?;
    port.set_write_timeout(Duration::from_secs(1))?;
    // Meters that look whether somebody is there: we are. A port without these lines is none the worse.
    let _with_or_without = (port.set_dtr(true), port.set_rts(true));
    // What waited in the port from before is old.
    port.discard_input_buffer()?;
    Ok(port)
}

/// Listens until another port is chosen.
///
/// # Errors
/// When the port is gone; what had come until then is told.
fn hear(port: &mut impl Port, still_chosen: impl Fn() -> bool, mut heard: impl FnMut(Vec<u8>)) -> io::Result<()> {
    let mut line = Line::default();
    let mut some = [0; 1024];
    loop {
        let silent = match port.read(&mut some) {
            Ok(0) => Err(io::ErrorKind::BrokenPipe.into()),
            Ok(count) => {
                line.arrived(some.get(..count).unwrap_or_default());
                Ok(line.is_endless())
            }
            Err(error) if error.kind() == io::ErrorKind::TimedOut => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
            Err(error) => Err(error),
        };
        if !matches!(silent, Ok(false)) && !line.is_still() {
            let said = line.fell_silent();
            said.sent.into_iter().for_each(&mut heard);
            if let Some(answer) = said.answer {
                port.send(answer)?;
            }
        }
        if silent? && !still_chosen() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rightful_core::exchange::lensmeter::{NotAReading, nidek_serial::SEND_DATA, read};
    use rightful_core::records::lensmeter::MeterMake;
    use std::collections::VecDeque;

    /// A recording, of our own making: right and left lens of an LM-7P with its sum.
    fn recording() -> Vec<u8> {
        let mut frame = b"\x01DLM\x02IDNIDEK/LM-7P\x17 R+03.78-00.52118\x17PR00.02O\x17 L+03.77-00.51118\x17PL00.02I\x17\x04".to_vec();
        let sum = frame.iter().map(|byte| u32::from(*byte)).sum::<u32>() & 0xFFFF;
        frame.extend(format!("{sum:04X}\r").bytes());
        frame
    }

    enum Comes {
        Bytes(Vec<u8>),
        Silence,
        Unplugged,
    }

    struct Recorded {
        comes: VecDeque<Comes>,
        sent: Vec<Vec<u8>>,
    }

    impl Port for Recorded {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.comes.pop_front() {
                Some(Comes::Bytes(mut bytes)) => {
                    let behind = bytes.split_off(bytes.len().min(into.len()));
                    if !behind.is_empty() {
                        self.comes.push_front(Comes::Bytes(behind));
                    }
                    into[..bytes.len()].copy_from_slice(&bytes);
                    Ok(bytes.len())
                }
                Some(Comes::Silence) => Err(io::ErrorKind::TimedOut.into()),
                Some(Comes::Unplugged) | None => Err(io::ErrorKind::NotConnected.into()),
            }
        }

        fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.sent.push(bytes.to_vec());
            Ok(())
        }
    }

    /// What is heard of a recording, and what is sent back.
    fn play(comes: Vec<Comes>) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let mut port = Recorded { comes: comes.into(), sent: Vec::new() };
        let mut told = Vec::new();
        assert!(hear(&mut port, || true, |bytes| told.push(bytes)).is_err(), "a recording ends as a cable does");
        (told, port.sent)
    }

    #[test]
    fn a_frame_in_pieces_with_noise_around_it_is_one_reading() {
        let whole = recording();
        let mut comes = vec![Comes::Bytes(b"\0\xFF#".to_vec()), Comes::Silence];
        comes.extend(whole.chunks(7).map(|piece| Comes::Bytes(piece.to_vec())));
        comes.extend([Comes::Silence, Comes::Bytes(b"\0\0".to_vec()), Comes::Silence]);
        let (told, _) = play(comes);
        let read: Vec<_> = told.iter().map(|bytes| read(bytes)).collect();
        assert!(matches!(read.as_slice(), [Ok(_)]), "{read:?}");
        assert_eq!(told[0], whole, "every byte of it");
    }

    #[test]
    fn a_disturbed_frame_is_asked_for_again() {
        let mut disturbed = recording();
        disturbed[24] ^= 1;
        let (told, sent) = play(vec![Comes::Bytes(disturbed), Comes::Silence, Comes::Bytes(recording()), Comes::Silence]);
        assert_eq!((told, sent), (vec![recording()], vec![SEND_DATA.to_vec()]));
    }

    #[test]
    fn a_cable_that_comes_out_in_the_middle_is_told() {
        let half = recording()[..50].to_vec();
        let (told, _) = play(vec![Comes::Bytes(half.clone()), Comes::Unplugged]);
        assert_eq!(told, std::slice::from_ref(&half));
        assert_eq!(read(&half), Err(NotAReading::Garbled));
    }

    #[test]
    fn a_line_that_never_falls_silent_is_cut() {
        let (told, _) = play((0..1100).map(|_| Comes::Bytes(vec![b'x'; 1024])).collect());
        assert_eq!(read(&told[0]), Err(NotAReading::TooLarge));
    }

    #[test]
    fn another_choice_ends_the_listening() {
        let mut port = Recorded { comes: vec![Comes::Silence].into(), sent: Vec::new() };
        assert!(hear(&mut port, || false, |_| ()).is_ok());
    }

    #[test]
    fn a_port_that_is_not_there_is_said_to_be_gone() {
        let choice = PortChoice { name: "no such port".to_owned(), make: MeterMake::Other, baud: 9600, parity: Parity::None };
        assert!(open(&choice).is_err());
    }

    /// Through the real port of this system, end to end.
    #[cfg(target_os = "linux")]
    mod the_real_port {
        use super::*;
        use rightful_core::records::lensmeter::LensmeterChoice;
        use std::sync::mpsc::{Receiver, Sender, channel};
        use std::sync::{Arc, Mutex};

        struct Told {
            choice: Mutex<LensmeterChoice>,
            heard: Mutex<Sender<Vec<u8>>>,
            stands: Mutex<Sender<Standing>>,
        }

        impl Ear for Told {
            fn chosen(&self) -> Option<LensmeterChoice> {
                Some(self.choice.lock().unwrap().clone())
            }
            fn heard(&self, _: CameBy, bytes: Vec<u8>) {
                self.heard.lock().unwrap().send(bytes).unwrap();
            }
            fn stands(&self, _: CameBy, standing: Standing) {
                self.stands.lock().unwrap().send(standing).unwrap();
            }
        }

        fn soon<T>(from: &Receiver<T>) -> T {
            from.recv_timeout(Duration::from_secs(20)).expect("it was told")
        }

        #[test]
        fn a_meter_is_heard_goes_away_and_is_heard_again() {
            let folder = tempfile::tempdir().unwrap();
            let name = folder.path().join("meter");
            // The name that was chosen stays; what is behind it is plugged in and out.
            let plug_in = || {
                let (meter, line) = SerialPort::pair().unwrap();
                let _fresh = std::fs::remove_file(&name);
                std::os::unix::fs::symlink(line_name(&line), &name).unwrap();
                (meter, line)
            };
            let (meter, line) = plug_in();
            let port = PortChoice { name: name.to_string_lossy().into_owned(), make: MeterMake::Nidek, baud: 9600, parity: Parity::None };
            let (heard, hears) = channel();
            let (stands, standings) = channel();
            let told = Told {
                choice: Mutex::new(LensmeterChoice { folder: None, port: Some(port) }),
                heard: Mutex::new(heard),
                stands: Mutex::new(stands),
            };
            let told: Arc<dyn Ear> = Arc::new(told);
            let ear = Arc::clone(&told);
            std::thread::spawn(move || listen(&*ear));
            assert_eq!(soon(&standings), Standing::Listening);
            // Our own end of the line, which a real cable does not have.
            drop(line);
            meter.write_all(&recording()).unwrap();
            assert_eq!(soon(&hears), recording());

            drop(meter);
            assert_eq!(soon(&standings), Standing::Gone);
            let (meter, line) = plug_in();
            while soon(&standings) != Standing::Listening {}
            drop(line);
            meter.write_all(&recording()).unwrap();
            assert_eq!(soon(&hears), recording());
        }

        fn line_name(line: &SerialPort) -> std::path::PathBuf {
            use std::os::fd::AsRawFd;
            std::fs::read_link(format!("/proc/self/fd/{}", line.as_raw_fd())).unwrap()
        }
    }
}
