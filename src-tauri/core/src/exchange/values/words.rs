//! The words of other systems for an order's state, its kind and its frame, and what we call them.

use serde::{Deserialize, Serialize};

use super::squash;
use crate::records::orders::{FrameSource, OrderState};

/// What kind of job an order is, as far as other systems say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobType {
    /// Frame and lenses.
    Complete,
    /// Lenses for a frame that the patient has.
    LensesOnly,
    /// A frame alone.
    FrameOnly,
    /// A frame in place of a faulty one.
    FrameWarranty,
    /// Lenses in place of faulty ones.
    LensWarranty,
    /// Contact lenses.
    ContactLenses,
    /// A repair.
    Repair,
    /// A dental appliance.
    Appliance,
    /// Anything else.
    Other,
}

/// Our state for another system's word. `None` where the word alone does not say: a bare "ready"
/// means "not yet sent" in one large system and "come and get it" in others, so a person is asked.
pub fn order_status(word: &str) -> Option<OrderState> {
    use OrderState as S;
    Some(match squash(word).as_str() {
        "confirmed" | "confirm" | "new" | "neworder" | "pendingorder" | "notsent" | "tobeordered" | "toorder" | "readytosend"
        | "readytoorder" | "unsent" | "quoteaccepted" | "bestaetigt" | "confirme" | "confirmee" => S::Confirmed,
        "ordered" | "sent" | "senttolab" | "submitted" | "transmitted" | "placed" | "orderplaced" | "bestellt" | "commande"
        | "commandee" => S::Ordered,
        "atlab" | "inlab" | "lab" | "inprocess" | "inprogress" | "inproduction" | "processing" | "labprocessing" | "acknowledged"
        | "labreceived" | "receivedbylab" | "imlabor" | "inarbeit" | "aulabo" | "enfabrication" => S::AtLab,
        "frametocome" | "frametofollow" | "ftf" | "waitingforframe" | "awaitingframe" | "waitingonframe" => S::FrameToCome,
        "labonhold" | "labhold" | "onhold" | "hold" | "onholdatlab" | "heldatlab" => S::LabHold,
        "backordered" | "backorder" | "bo" | "outofstock" => S::BackOrdered,
        "delayed" | "late" | "verspaetet" | "retarde" => S::Delayed,
        "received" | "receivedfromlab" | "arrived" | "backfromlab" | "inoffice" | "instore" | "eingetroffen" | "erhalten" | "recu"
        | "recue" => S::Received,
        "verified" | "checked" | "inspected" | "passedinspection" | "qcpassed" | "geprueft" | "verifie" | "verifiee" | "controle"
        | "controlee" => S::Verified,
        "failedcheck" | "failed" | "failedinspection" | "failedqc" | "rejected" => S::FailedCheck,
        "notified" | "patientnotified" | "called" | "patientcalled" | "contacted" | "readyforpickup" | "readyforcollection"
        | "awaitingpickup" | "awaitingcollection" | "benachrichtigt" | "prevenu" | "avise" => S::Notified,
        "collected" | "dispensed" | "pickedup" | "delivered" | "completed" | "complete" | "handedover" | "closed" | "abgeholt"
        | "ausgeliefert" | "livre" | "livree" | "remis" | "remise" => S::Collected,
        "cancelled" | "canceled" | "cancel" | "void" | "voided" | "deleted" | "storniert" | "annule" | "annulee" => S::Cancelled,
        "remade" | "remake" | "redo" | "redone" | "reordered" | "neuanfertigung" | "refait" | "refaite" => S::Remade,
        "returned" | "return" | "refunded" | "retourniert" | "retourne" | "retournee" => S::Returned,
        "uncollected" | "abandoned" | "notcollected" | "unclaimed" | "nichtabgeholt" | "nonretire" => S::Uncollected,
        _ => return None,
    })
}

/// Our kind of job for another system's word; what we don't know is [`JobType::Other`].
pub fn job_type(word: &str) -> JobType {
    use JobType as J;
    let word = squash(word);
    match word.as_str() {
        "complete" | "completepair" | "completejob" | "spectacles" | "glasses" | "eyeglasses" | "pair" | "frameandlenses" | "rx"
        | "rxjob" | "uncutandframe" | "brille" | "komplettbrille" | "lunettes" | "" => J::Complete,
        "lensesonly" | "lensonly" | "lenses" | "uncut" | "reglaze" | "nurglaeser" | "verresseuls" => J::LensesOnly,
        "frameonly" | "frame" | "nurfassung" | "monture" => J::FrameOnly,
        "contactlenses" | "contactlens" | "contacts" | "cl" | "cls" | "softcontacts" | "kontaktlinsen" | "lentilles" => J::ContactLenses,
        "appliance" | "retainer" | "nightguard" | "crown" | "denture" | "aligner" => J::Appliance,
        w if w.contains("warranty") || w.contains("garantie") => {
            if w.contains("lens") && !w.contains("frame") {
                J::LensWarranty
            } else {
                J::FrameWarranty
            }
        }
        w if w.contains("repair") || w.contains("reparatur") || w.contains("reparation") => J::Repair,
        w if w.contains("contact") => J::ContactLenses,
        _ => J::Other,
    }
}

/// Our frame source for another system's words.
pub fn frame_source(word: &str) -> Option<FrameSource> {
    use FrameSource as F;
    let word = squash(word);
    let has = |part: &str| word.contains(part);
    if has("patient") || has("customer") || has("ownframe") || word == "pof" || word == "own" {
        Some(F::PatientOwn)
    } else if has("vendor") || has("manufacturer") || word == "frameordered" || word == "ordered" || word == "order" {
        Some(F::Vendor)
    } else if has("lab") {
        Some(F::Lab)
    } else if has("doctor") || has("store") || has("enclosed") || has("stock") || has("office") || has("shelf") {
        Some(F::Ours)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_words_of_other_systems() {
        use OrderState as S;
        for (word, status) in [
            ("Lab on Hold", S::LabHold),
            ("Canceled", S::Cancelled),
            ("COLLECTED", S::Collected),
            ("Frame to come", S::FrameToCome),
            ("back-ordered", S::BackOrdered),
            ("at_lab", S::AtLab),
            ("Geprüft", S::Verified),
            ("Livrée", S::Collected),
        ] {
            assert_eq!(order_status(word), Some(status), "{word}");
        }
        assert_eq!(order_status("Ready"), None, "the word that means two things is asked");
        assert_eq!(order_status("Zzz"), None);
    }

    #[test]
    fn our_own_words_come_back_as_themselves() {
        for status in OrderState::ALL {
            let word = serde_json::to_value(status).expect("a word");
            assert_eq!(order_status(word.as_str().unwrap_or_default()), Some(*status));
        }
    }

    #[test]
    fn kinds_of_job_and_frame() {
        assert_eq!(job_type("Complete"), JobType::Complete);
        assert_eq!(job_type("Lenses Only"), JobType::LensesOnly);
        assert_eq!(job_type("Frame Only Warranty"), JobType::FrameWarranty);
        assert_eq!(job_type("Hat"), JobType::Other);
        assert_eq!(frame_source("Doctor Supplied (Store Enclosed)"), Some(FrameSource::Ours));
        assert_eq!(frame_source("Lab Supplied"), Some(FrameSource::Lab));
        assert_eq!(frame_source("Order From Vendor"), Some(FrameSource::Vendor));
        assert_eq!(frame_source("Patient Own Frame"), Some(FrameSource::PatientOwn));
        assert_eq!(frame_source(""), None);
    }
}
