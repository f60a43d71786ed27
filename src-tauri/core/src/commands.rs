//! THE LIST: everything that the desk can ask for, one line each. Name, request, reply, who may ask.

use crate::backups::{back_up, compare_trail, drill, open_backup, restore, second_place, standing};
use crate::desk::{Act, Desk, Look};
use crate::discrepancies::{
    self, ask_again, causes, change_discrepancy, close, end_search, log, look_at_place, open_discrepancy, put_right, reopen, rest_stalled,
    review, set_side, stalled, start_search, tell_patient, tick_off,
};
use crate::error::Outcome;
use crate::exchange::everything::{export_everything, import_everything, open_export};
use crate::exchange::fhir::{export_prescriptions, preview_fhir, run_fhir};
use crate::exchange::lensmeter::{listen_to_port, newest_reading, read_instrument, watch_folder};
use crate::exchange::{import_preview, import_run, import_undo, imports, left_out};
use crate::matching::{
    alerts, answer_prescription, check_boxes, check_lenses, choose_tolerances, compare_order, keep_tolerance_set, look_alike_report,
    open_tolerance_set, read_box, read_contact_lens, read_prescription, remove_tolerance_set, tell_apart, who_may_this_be, whose_are_these,
};
use crate::pickup::hand_over::{
    self, finish, give_reason, leave, look_together, not_theirs, override_stop, recheck, say_identifiers, scan, start, take_back, tick_part,
};
use crate::pickup::ready_check;
use crate::pickup::{
    add_order, add_patient, calls_today, find, kept_slip, list_orders, merge_patients, move_order, move_part, notify_order, open_order,
    open_patient, receive_order, record_call, remake_order, set_contact_lenses, set_dates, set_lab_powers, set_tray, tray_label,
    verify_order,
};
use crate::pickup::{
    call_visit, check_in, end_visit, greet, owed, public_queue, put_back, queue, quote, take_back_end, tell, today, unmerge_patients,
    visits,
};
use crate::promises::{due, end, end_day, kept, make, times};
use crate::records::{clinic, contacts, emergencies, keychain, patients, prescriptions, settings, staff, theme};
use crate::recovery::wording::check;
use crate::recovery::{
    change_recovery, choose, end_recovery, follow_up_call, letter, own_scenarios, practice, start_recovery, take_step, view,
};
use crate::retention::{self, remove_old_records};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, before anyone is signed in.
    Anyone,
    /// Any member of staff.
    Receptionist,
    /// A dispenser or manager.
    Dispenser,
    /// A manager.
    Manager,
    /// Only the desk itself; never the page.
    Inside,
}

/// Does an act on what the trail keeps of its request.
pub type Apply = fn(&mut Act<'_>, &str) -> Outcome<Value>;

/// How a line runs.
#[derive(Clone, Copy)]
pub enum Run {
    /// Works on the desk itself, not on records; not in the trail.
    Bare(fn(&mut Desk, Value) -> Outcome<Value>),
    /// Reads.
    Look(fn(&Look<'_>, Value) -> Outcome<Value>),
    /// Reads a person's record: the trail says who looked.
    Seen(Apply),
    /// Writes, through the one door.
    Write {
        /// Turns secrets into what is kept, outside the transaction.
        seal: fn(&mut Desk, Value) -> Outcome<Value>,
        /// The act.
        apply: Apply,
    },
}

/// One line of the list.
#[derive(Clone, Copy)]
pub struct Line {
    /// Its name.
    pub name: &'static str,
    /// Who may ask.
    pub who: Who,
    /// How it runs.
    pub run: Run,
}

impl Line {
    /// How replay does it again; None for what leaves no rows.
    #[must_use]
    pub fn apply(&self) -> Option<Apply> {
        match self.run {
            Run::Write { apply, .. } => Some(apply),
            _ => None,
        }
    }
}

/// The line with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Line> {
    LIST.iter().find(|line| line.name == name)
}

fn reply<T: Serialize>(value: T) -> Outcome<Value> {
    Ok(serde_json::to_value(value)?)
}

fn same<T: DeserializeOwned + Serialize>(_: &mut Desk, request: Value) -> Outcome<Value> {
    // Read and written once, so that the trail holds only what the act knows.
    reply(serde_json::from_value::<T>(request)?)
}

macro_rules! run {
    (bare $req:ty, $f:path) => {
        Run::Bare(|desk, request| reply($f(desk, serde_json::from_value::<$req>(request)?)?))
    };
    (look $req:ty, $f:path) => {
        Run::Look(|look, request| reply($f(look, serde_json::from_value::<$req>(request)?)?))
    };
    (seen $req:ty, $f:path) => {
        Run::Seen(|act, request| reply($f(act, &serde_json::from_str::<$req>(request)?)?))
    };
    (write $req:ty, $f:path) => {
        Run::Write { seal: same::<$req>, apply: |act, request| reply($f(act, &serde_json::from_str::<$req>(request)?)?) }
    };
    (secret $req:ty, $seal:path, $sealed:ty, $f:path) => {
        Run::Write {
            seal: |desk, request| reply($seal(desk, serde_json::from_value::<$req>(request)?)?),
            apply: |act, request| reply($f(act, &serde_json::from_str::<$sealed>(request)?)?),
        }
    };
}

macro_rules! commands {
    ($($kind:ident $name:ident ($req:ty $(=> $sealed:ty, $seal:path)?) -> $rep:ty, $who:ident, $f:path;)*) => {
        /// Every line.
        pub const LIST: &[Line] = &[$(Line { name: stringify!($name), who: Who::$who, run: run!($kind $req $(, $seal, $sealed)?, $f) }),*];

        #[cfg(test)]
        fn collect_types(into: &mut crate::bindings::Collected) {
            $(into.line::<$req, $rep>(stringify!($name), Who::$who != Who::Inside);)*
        }
    };
}

commands! {
    // The clinic itself
    bare   desk_state(clinic::Nothing) -> clinic::DeskState, Anyone, clinic::desk_state;
    bare   set_up_clinic(clinic::SetUpClinic) -> clinic::RecoveryKey, Anyone, clinic::set_up;
    write  found_clinic(clinic::FoundClinic) -> staff::SignedIn, Inside, clinic::found;
    bare   new_recovery_key(clinic::NewRecoveryKey) -> clinic::RecoveryKey, Manager, clinic::new_recovery_key;
    bare   change_passphrase(clinic::ChangePassphrase) -> clinic::Nothing, Manager, clinic::change_passphrase;
    write  passphrase_changed(clinic::Nothing) -> clinic::Nothing, Inside, clinic::passphrase_changed;
    write  recovery_key_made(clinic::Nothing) -> clinic::Nothing, Inside, clinic::recovery_key_made;
    secret confirm_recovery_key(clinic::ConfirmRecoveryKey => clinic::RecoveryKeyMatched, clinic::seal_confirm_recovery_key) -> clinic::Nothing, Manager, clinic::confirm_recovery_key;
    bare   unlock(clinic::Unlock) -> clinic::DeskState, Anyone, clinic::unlock;
    bare   keep_in_keychain(keychain::KeepInKeychain) -> clinic::DeskState, Manager, keychain::keep_in_keychain;
    write  kept_in_keychain(keychain::KeptInKeychain) -> clinic::Nothing, Inside, keychain::kept_in_keychain;
    bare   open_by_keychain(clinic::Nothing) -> clinic::DeskState, Anyone, keychain::open_by_keychain;
    bare   open_practice(clinic::Nothing) -> clinic::DeskState, Anyone, clinic::open_practice;
    bare   reset_practice(clinic::Nothing) -> clinic::DeskState, Anyone, clinic::reset_practice;
    bare   lock(clinic::Nothing) -> clinic::DeskState, Anyone, clinic::lock;
    bare   close(clinic::Nothing) -> clinic::DeskState, Anyone, clinic::close;
    bare   still_here(clinic::Nothing) -> clinic::Nothing, Receptionist, clinic::still_here;
    bare   choose_theme(theme::ChooseTheme) -> theme::ChooseTheme, Anyone, theme::choose;
    write  rename_clinic(clinic::RenameClinic) -> clinic::Nothing, Manager, clinic::rename;
    bare   backups(clinic::Nothing) -> standing::BackupsStanding, Receptionist, standing::standing;
    bare   back_up_now(clinic::Nothing) -> standing::BackupsStanding, Receptionist, back_up::back_up_now;
    bare   choose_second_place(second_place::ChooseSecondPlace) -> standing::BackupsStanding, Manager, second_place::choose_second_place;
    bare   drill_backup(drill::DrillBackup) -> drill::Drilled, Manager, drill::drill_backup;
    bare   open_backup(open_backup::OpenBackup) -> open_backup::BackupPreview, Anyone, open_backup::open_backup;
    bare   restore_backup(clinic::Nothing) -> clinic::DeskState, Anyone, restore::restore_backup;
    write  backup_restored(restore::BackupRestored) -> clinic::Nothing, Inside, restore::backup_restored;
    bare   undo_restore(clinic::Nothing) -> clinic::DeskState, Manager, restore::undo_restore;
    look   trail_mark(clinic::Nothing) -> compare_trail::TrailMark, Receptionist, compare_trail::trail_mark;
    bare   compare_trail(compare_trail::CompareTrail) -> compare_trail::TrailCompared, Manager, compare_trail::compare_trail;
    look   check_trail(clinic::Nothing) -> clinic::TrailChecked, Manager, clinic::check_trail;

    // Being somebody
    look   staff(staff::AskStaff) -> Vec<staff::Staff>, Receptionist, staff::list;
    secret sign_in(staff::SignIn => staff::PinChecked, staff::seal_sign_in) -> staff::SignedIn, Anyone, staff::sign_in;
    secret add_staff(staff::AddStaff => staff::AddStaffSealed, staff::seal_add) -> staff::Staff, Manager, staff::add;
    write  change_staff(staff::ChangeStaff) -> staff::Staff, Manager, staff::change;
    secret change_pin(staff::ChangePin => staff::ChangePinSealed, staff::seal_change_pin) -> staff::Staff, Receptionist, staff::change_pin;
    bare   enter_in_emergency(emergencies::EnterInEmergency) -> emergencies::InEmergency, Anyone, emergencies::enter_in_emergency;
    write  emergency_begun(emergencies::EmergencyBegun) -> staff::SignedIn, Inside, emergencies::emergency_begun;
    look   emergencies(clinic::Nothing) -> Vec<emergencies::Emergency>, Manager, emergencies::emergencies;
    write  see_emergency(emergencies::OfEmergency) -> emergencies::OfEmergency, Manager, emergencies::see_emergency;
    look   settings(settings::AskSettings) -> settings::Settings, Receptionist, settings::settings;
    write  change_settings(settings::ChangeSettings) -> settings::Settings, Manager, settings::change;

    // Patients
    secret add_patient(add_patient::AddPatient => add_patient::AddPatient, add_patient::ask_first) -> patients::OfPatient, Receptionist, add_patient::add_patient;
    look   who_may_this_be(who_may_this_be::AskWho) -> Vec<who_may_this_be::MayBe>, Receptionist, who_may_this_be::who_may_this_be;
    write  tell_apart(tell_apart::TellApart) -> tell_apart::ToldApart, Receptionist, tell_apart::tell_apart;
    seen   compare_patients(merge_patients::ComparePatients) -> merge_patients::PatientsCompared, Manager, merge_patients::compare_patients;
    write  merge_patients(merge_patients::MergePatients) -> merge_patients::PatientsMerged, Manager, merge_patients::merge_patients;
    write  unmerge_patients(unmerge_patients::OfMerge) -> unmerge_patients::PatientsUnmerged, Manager, unmerge_patients::unmerge_patients;
    write  change_patient(patients::ChangePatient) -> patients::Patient, Receptionist, patients::change;
    seen   patient_details(patients::OfPatient) -> patients::Patient, Receptionist, patients::details;
    write  add_contact(contacts::AddContact) -> contacts::OfContact, Receptionist, contacts::add;
    write  remove_contact(contacts::OfContact) -> contacts::OfContact, Receptionist, contacts::remove;
    write  add_prescription(prescriptions::AddPrescription) -> prescriptions::OfPrescription, Receptionist, prescriptions::add;

    // Knowing at once
    look   readiness(ready_check::AskReadiness) -> Vec<ready_check::Readiness>, Receptionist, ready_check::of_patient;
    write  judge_look_alike(alerts::JudgeLookAlike) -> alerts::LookAlikeJudged, Receptionist, alerts::judge;
    look   look_alike_report(clinic::Nothing) -> look_alike_report::LookAlikeReport, Manager, look_alike_report::look_alike_report;

    // Handing over right
    write  start_hand_over(start::StartHandOver) -> hand_over::HandOverView, Receptionist, start::start;
    look   hand_over(hand_over::OfHandOver) -> hand_over::HandOverView, Receptionist, hand_over::look_at;
    write  say_identifiers(say_identifiers::SayIdentifiers) -> hand_over::HandOverView, Receptionist, say_identifiers::say_identifiers;
    write  scan_at_hand_over(scan::ScanAtHandOver) -> hand_over::HandOverView, Receptionist, scan::scan;
    write  tick_part(tick_part::TickPart) -> hand_over::HandOverView, Receptionist, tick_part::tick_part;
    write  look_together(look_together::LookTogether) -> hand_over::HandOverView, Receptionist, look_together::look_together;
    write  give_reason(give_reason::GiveReason) -> hand_over::HandOverView, Receptionist, give_reason::give_reason;
    secret override_stop(override_stop::OverrideStop => override_stop::OverrideStopSealed, override_stop::seal_override) -> hand_over::HandOverView, Receptionist, override_stop::override_stop;
    write  finish_hand_over(finish::FinishHandOver) -> hand_over::HandOverView, Receptionist, finish::finish;
    write  leave_hand_over(leave::LeaveHandOver) -> hand_over::HandOverView, Receptionist, leave::leave;
    write  not_theirs(not_theirs::NotTheirs) -> hand_over::HandOverView, Receptionist, not_theirs::not_theirs;
    write  end_recheck(recheck::EndRecheck) -> hand_over::HandOverView, Receptionist, recheck::end_recheck;
    write  take_back_hand_over(take_back::TakeBackHandOver) -> hand_over::HandOverView, Receptionist, take_back::take_back;
    look   open_discrepancies(discrepancies::open::AskOpenDiscrepancies) -> Vec<discrepancies::open::BoardLine>, Receptionist, discrepancies::open::open;

    // What went wrong
    write  log_discrepancy(log::LogDiscrepancy) -> log::DiscrepancyLogged, Receptionist, log::log_discrepancy;
    seen   open_discrepancy(close::OfDiscrepancy) -> open_discrepancy::DiscrepancyPage, Receptionist, open_discrepancy::open_discrepancy;
    write  ask_again(ask_again::AskAgain) -> ask_again::AskedAgain, Receptionist, ask_again::ask_again;
    write  change_discrepancy(change_discrepancy::ChangeDiscrepancy) -> discrepancies::record::Discrepancy, Receptionist, change_discrepancy::change_discrepancy;
    write  set_side(set_side::SetSide) -> Vec<set_side::OrderSide>, Receptionist, set_side::set_side;
    write  tick_off(tick_off::TickOff) -> Vec<tick_off::Tick>, Receptionist, tick_off::tick_off;
    write  start_search(start_search::StartSearch) -> start_search::SearchStarted, Receptionist, start_search::start_search;
    write  look_at_place(look_at_place::LookAtPlace) -> discrepancies::places::Search, Receptionist, look_at_place::look_at_place;
    write  end_search(end_search::EndSearch) -> discrepancies::places::Search, Receptionist, end_search::end_search;
    write  put_right(put_right::PutRight) -> discrepancies::record::Discrepancy, Receptionist, put_right::put_right;
    write  tell_patient(tell_patient::TellPatient) -> discrepancies::record::Discrepancy, Receptionist, tell_patient::tell_patient;
    write  review_discrepancy(review::ReviewDiscrepancy) -> discrepancies::record::Discrepancy, Manager, review::review_discrepancy;
    write  close_discrepancy(close::OfDiscrepancy) -> discrepancies::record::Discrepancy, Receptionist, close::close_discrepancy;
    write  reopen_discrepancy(reopen::ReopenDiscrepancy) -> discrepancies::record::Discrepancy, Receptionist, reopen::reopen_discrepancy;
    look   causes(causes::AskCauses) -> Vec<causes::Cause>, Receptionist, causes::causes;
    write  change_cause(causes::ChangeCause) -> Vec<causes::Cause>, Manager, causes::change_cause;
    look   stalled_orders(stalled::AskStalled) -> Vec<stalled::StalledLine>, Receptionist, stalled::stalled_orders;
    write  rest_stalled(rest_stalled::RestStalled) -> rest_stalled::RestStalled, Receptionist, rest_stalled::rest_stalled;
    write  remake_order(remake_order::RemakeOrder) -> remake_order::OrderRemade, Receptionist, remake_order::remake_order;

    // Promises
    write  make_promise(make::MakePromise) -> make::PromiseMade, Receptionist, make::make_promise;
    write  end_promise(end::EndPromise) -> end::PromiseEnded, Receptionist, end::end_promise;
    look   promises_due(due::AskPromisesDue) -> Vec<due::PromiseLine>, Receptionist, due::promises_due;
    look   promise_times(times::AskPromiseTimes) -> Vec<times::PromiseTime>, Receptionist, times::promise_times;
    look   promises_kept(kept::AskPromisesKept) -> kept::PromisesKept, Receptionist, kept::promises_kept;
    look   end_of_day(end_day::AskEndOfDay) -> end_day::EndOfDay, Receptionist, end_day::end_of_day;
    write  end_day(end_day::EndDay) -> end_day::EndOfDay, Receptionist, end_day::end_day;

    // Owning it
    look   suggest_recovery(start_recovery::SuggestRecovery) -> start_recovery::Suggested, Receptionist, start_recovery::suggest_recovery;
    write  start_recovery(start_recovery::StartRecovery) -> view::RecoveryView, Receptionist, start_recovery::start_recovery;
    look   recovery(view::OfRecovery) -> view::RecoveryView, Receptionist, view::look_at;
    write  change_recovery(change_recovery::ChangeRecovery) -> view::RecoveryView, Receptionist, change_recovery::change_recovery;
    write  take_step(take_step::TakeStep) -> view::RecoveryView, Receptionist, take_step::take_step;
    secret choose(choose::Choose => choose::ChooseSealed, choose::seal_choose) -> view::RecoveryView, Receptionist, choose::choose;
    write  end_recovery(end_recovery::EndRecovery) -> end_recovery::RecoveryEnded, Receptionist, end_recovery::end_recovery;
    look   follow_up_call(follow_up_call::OfFollowUp) -> follow_up_call::FollowUpCall, Receptionist, follow_up_call::follow_up_call;
    look   care_offered(end_recovery::AskCareOffered) -> Vec<end_recovery::CareOffered>, Manager, end_recovery::care_offered;
    look   draft_letter(letter::OfLetters) -> letter::LetterDraft, Receptionist, letter::draft_letter;
    write  keep_letter(letter::KeepLetter) -> Vec<letter::Letter>, Receptionist, letter::keep_letter;
    look   letters(letter::OfLetters) -> Vec<letter::Letter>, Receptionist, letter::letters;
    write  keep_practice(practice::KeepPractice) -> practice::Debrief, Receptionist, practice::keep_practice;
    look   practice_runs(practice::AskPracticeRuns) -> Vec<practice::PracticeRun>, Receptionist, practice::practice_runs;
    look   scenarios(own_scenarios::AskScenarios) -> Vec<start_recovery::ScenarioLine>, Receptionist, own_scenarios::scenarios;
    look   open_scenario(own_scenarios::OfScenario) -> own_scenarios::ScenarioPage, Receptionist, own_scenarios::open_scenario;
    write  keep_scenario(own_scenarios::KeepScenario) -> own_scenarios::ScenarioPage, Manager, own_scenarios::keep_scenario;
    write  drop_scenario(own_scenarios::OfScenario) -> own_scenarios::ScenarioPage, Manager, own_scenarios::drop_scenario;
    look   check_wording(check::CheckWording) -> Vec<crate::recovery::wording::Caught>, Receptionist, check::check_wording;

    // Checking lenses
    look   read_prescription(read_prescription::ReadPrescription) -> crate::matching::prescription::parse::UnderstoodLine, Receptionist, read_prescription::read_prescription;
    look   tolerance_sets(choose_tolerances::AskToleranceSets) -> Vec<choose_tolerances::ToleranceSetLine>, Receptionist, choose_tolerances::tolerance_sets;
    write  choose_tolerances(choose_tolerances::ChooseTolerances) -> Vec<choose_tolerances::ToleranceSetLine>, Manager, choose_tolerances::choose_tolerances;
    look   open_tolerance_set(remove_tolerance_set::OfToleranceSet) -> open_tolerance_set::ToleranceFile, Manager, open_tolerance_set::open_tolerance_set;
    write  keep_tolerance_set(keep_tolerance_set::KeepToleranceSet) -> Vec<choose_tolerances::ToleranceSetLine>, Manager, keep_tolerance_set::keep_tolerance_set;
    write  remove_tolerance_set(remove_tolerance_set::OfToleranceSet) -> Vec<choose_tolerances::ToleranceSetLine>, Manager, remove_tolerance_set::remove_tolerance_set;
    look   compare_order(compare_order::CompareOrder) -> Vec<crate::error::Finding>, Receptionist, compare_order::compare_order;
    write  answer_prescription(answer_prescription::AnswerPrescription) -> answer_prescription::PrescriptionAnswered, Dispenser, answer_prescription::answer_prescription;
    look   check_lenses(check_lenses::CheckLenses) -> check_lenses::LensesChecked, Receptionist, check_lenses::check_lenses;
    look   read_contact_lens(read_contact_lens::ReadContactLens) -> crate::matching::boxes::typed::ContactUnderstood, Receptionist, read_contact_lens::read_contact_lens;
    look   read_box(read_box::ReadBox) -> read_box::BoxRead, Receptionist, read_box::read_box;
    look   check_boxes(check_boxes::CheckBoxes) -> check_boxes::BoxesChecked, Receptionist, check_boxes::check_boxes;
    write  set_contact_lenses(set_contact_lenses::SetContactLenses) -> crate::records::contact_lenses::OrderedContacts, Receptionist, set_contact_lenses::set_contact_lenses;
    look   whose_are_these(whose_are_these::WhoseAreThese) -> whose_are_these::Whose, Receptionist, whose_are_these::whose_are_these;

    // The lensmeter of this machine
    bare   read_instrument(read_instrument::ReadInstrument) -> read_instrument::InstrumentRead, Receptionist, read_instrument::read_instrument;
    bare   lensmeter(clinic::Nothing) -> newest_reading::LensmeterNow, Receptionist, newest_reading::lensmeter;
    bare   watch_folder(watch_folder::WatchFolder) -> newest_reading::LensmeterNow, Manager, watch_folder::watch_folder;
    bare   listen_to_port(listen_to_port::ListenToPort) -> newest_reading::LensmeterNow, Manager, listen_to_port::listen_to_port;

    // Orders and their parts
    write  add_order(add_order::AddOrder) -> add_order::OrderAdded, Receptionist, add_order::add_order;
    look   find(find::Find) -> find::Found, Receptionist, find::find;
    seen   open_patient(patients::OfPatient) -> open_patient::PatientPage, Receptionist, open_patient::open_patient;
    seen   reveal_birth_date(patients::OfPatient) -> open_patient::BirthDate, Receptionist, open_patient::reveal_birth_date;
    seen   open_order(open_order::OfOrder) -> open_order::OrderPage, Receptionist, open_order::open_order;
    write  move_order(move_order::MoveOrder) -> move_order::OrderMoved, Receptionist, move_order::move_order;
    write  receive_order(receive_order::ReceiveOrder) -> receive_order::OrderReceived, Receptionist, receive_order::receive_order;
    write  move_part(move_part::MovePart) -> crate::records::parts::Part, Receptionist, move_part::move_part;
    write  set_lab_powers(set_lab_powers::SetLabPowers) -> set_lab_powers::SetLabPowers, Receptionist, set_lab_powers::set_lab_powers;
    write  set_tray(set_tray::SetTray) -> set_tray::SetTray, Receptionist, set_tray::set_tray;
    write  set_dates(set_dates::SetDates) -> set_dates::SetDates, Receptionist, set_dates::set_dates;
    write  verify_order(verify_order::VerifyOrder) -> verify_order::OrderVerified, Dispenser, verify_order::verify_order;
    write  notify_order(notify_order::NotifyOrder) -> notify_order::OrderNotified, Receptionist, notify_order::notify_order;
    write  take_back_notification(notify_order::NotifyOrder) -> notify_order::OrderNotified, Receptionist, notify_order::take_back_notification;
    look   list_orders(list_orders::ListOrders) -> Vec<list_orders::OrderLine>, Receptionist, list_orders::list_orders;
    look   calls_today(calls_today::AskCalls) -> calls_today::CallList, Receptionist, calls_today::calls_today;
    seen   tray_label(open_order::OfOrder) -> tray_label::TrayLabel, Receptionist, tray_label::tray_label;
    seen   kept_slip(open_order::OfOrder) -> kept_slip::KeptSlip, Receptionist, kept_slip::kept_slip;
    write  record_call(record_call::RecordCall) -> record_call::CallRecorded, Receptionist, record_call::record_call;

    // Bringing in what other systems export
    bare   preview_import(import_preview::PreviewImport) -> import_preview::ImportPreview, Manager, import_preview::preview;
    secret run_import(import_run::RunImport => import_run::RunImportSealed, import_run::seal) -> import_run::Imported, Manager, import_run::run;
    write  undo_import(imports::OfImport) -> import_undo::Undone, Manager, import_undo::undo;
    look   imports(clinic::Nothing) -> Vec<imports::Import>, Manager, imports::list;
    look   saved_mappings(clinic::Nothing) -> Vec<imports::SavedMapping>, Manager, imports::saved_mappings;
    seen   left_out_rows(imports::OfImport) -> left_out::LeftOutFile, Manager, left_out::rows;

    bare   preview_fhir(preview_fhir::PreviewFhir) -> preview_fhir::FhirPreview, Manager, preview_fhir::preview_fhir;
    secret run_fhir(run_fhir::RunFhir => run_fhir::RunFhirSealed, run_fhir::seal) -> import_run::Imported, Manager, run_fhir::run_fhir;
    seen   export_patient_prescriptions(export_prescriptions::ExportPatientPrescriptions) -> export_prescriptions::FhirFile, Receptionist, export_prescriptions::of_patient;
    seen   export_prescriptions(export_prescriptions::ExportPrescriptions) -> export_prescriptions::FhirFile, Manager, export_prescriptions::all;

    // What is kept no longer
    look   retention(retention::preview::AskRetention) -> retention::preview::Retention, Manager, retention::choose_years::retention;
    write  choose_years(retention::choose_years::ChooseYears) -> retention::choose_years::YearsChosen, Manager, retention::choose_years::choose_years;
    secret remove_old_records(remove_old_records::RemoveOldRecords => remove_old_records::RemoveOldRecordsSealed, remove_old_records::seal) -> remove_old_records::OldRecordsRemoved, Manager, remove_old_records::remove_old_records;

    // Everything, out and in again
    bare   export_everything(export_everything::ExportEverything) -> export_everything::EverythingWritten, Manager, export_everything::export_everything;
    seen   everything_exported(export_everything::EverythingExported) -> clinic::Nothing, Inside, export_everything::everything_exported;
    bare   open_export(open_export::OpenExport) -> open_export::ExportPreview, Anyone, open_export::open_export;
    bare   import_everything(import_everything::ImportEverything) -> clinic::RecoveryKey, Anyone, import_everything::import_everything;
    write  everything_imported(import_everything::EverythingImported) -> staff::SignedIn, Inside, import_everything::everything_imported;

    // The queue
    write  check_in(check_in::CheckIn) -> check_in::CheckedIn, Receptionist, check_in::check_in;
    look   queue(queue::AskQueue) -> queue::Queue, Receptionist, queue::queue;
    look   visit(visits::OfVisit) -> visits::VisitDetails, Receptionist, visits::details;
    write  greet(visits::OfVisit) -> visits::OfVisit, Receptionist, greet::greet;
    write  tell(tell::Tell) -> visits::OfVisit, Receptionist, tell::tell;
    write  call_visit(call_visit::CallVisit) -> call_visit::VisitCalled, Receptionist, call_visit::call_visit;
    write  put_back(put_back::PutBack) -> visits::OfVisit, Receptionist, put_back::put_back;
    write  end_visit(end_visit::EndVisit) -> end_visit::VisitEnded, Receptionist, end_visit::end_visit;
    write  take_back_end(visits::OfVisit) -> visits::OfVisit, Receptionist, take_back_end::take_back_end;
    look   owed_visits(owed::AskOwedVisits) -> Vec<owed::OwedVisit>, Receptionist, owed::owed_visits;
    write  drop_owed_visit(owed::DropOwedVisit) -> owed::OfOwedVisit, Receptionist, owed::drop_owed_visit;
    look   quote(quote::AskQuote) -> quote::Quote, Receptionist, quote::quote;
    look   quotes_kept(quote::AskQuotesKept) -> quote::QuotesKept, Receptionist, quote::quotes_kept;
    look   public_queue(public_queue::AskPublicQueue) -> public_queue::PublicQueue, Receptionist, public_queue::public_queue;
    look   today(today::AskToday) -> today::Today, Receptionist, today::today;
}

#[cfg(test)]
pub(crate) fn types() -> crate::bindings::Collected {
    let mut collected = crate::bindings::Collected::default();
    collect_types(&mut collected);
    collected
}
