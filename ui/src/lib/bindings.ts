// Written by the core's test `bindings_are_up_to_date` from the command list. Do not edit.

export type AddContact = { 
/**
 * For whom.
 */
patient_id: PatientId, 
/**
 * Their name.
 */
name: string, 
/**
 * parent, partner, carer, child, other
 */
relation: string, 
/**
 * Phone.
 */
phone: string | null, 
/**
 * May collect.
 */
may_collect: boolean, };
export type AddPatient = { 
/**
 * What is known.
 */
details: PatientDetails, };
export type AddPrescription = { 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Spectacles or contact lenses.
 */
kind: PrescriptionKind, 
/**
 * When it was written.
 */
written_on: Day | null, 
/**
 * Until when it may be used.
 */
expires_on: Day | null, 
/**
 * Who wrote it.
 */
prescriber: string | null, 
/**
 * The powers.
 */
powers: Powers, };
export type AddStaff = { 
/**
 * Given name.
 */
given: string, 
/**
 * Family name.
 */
family: string, 
/**
 * Role.
 */
role: Role, 
/**
 * PIN, 4 to 12 digits.
 */
pin: string, };
export type AskSettings = Record<symbol, never>;
export type AskStaff = Record<symbol, never>;
export type At = number;
export type ChangePatient = { 
/**
 * Which.
 */
patient_id: PatientId, 
/**
 * All details from now on.
 */
details: PatientDetails, };
export type ChangePin = { 
/**
 * Whose.
 */
staff_id: StaffId, 
/**
 * The new PIN.
 */
pin: string, };
export type ChangeSettings = { 
/**
 * All of them.
 */
settings: Settings, };
export type ChangeStaff = { 
/**
 * Who.
 */
staff_id: StaffId, 
/**
 * Role from now on.
 */
role: Role, 
/**
 * Still works here.
 */
active: boolean, };
export type ConfirmRecoveryKey = { 
/**
 * As typed.
 */
typed: string, };
export type ContactId = number & { readonly of: 'contact' };
export type Day = string;
export type DeskState = { 
/**
 * Where the desk stands.
 */
stage: Stage, 
/**
 * The clinic's name, once open.
 */
clinic: string | null, 
/**
 * This is the practice clinic.
 */
practice: boolean, 
/**
 * The printed recovery key was typed back.
 */
recovery_key_confirmed: boolean, 
/**
 * Who may sign in, once open.
 */
staff: Array<Staff>, 
/**
 * Who is signed in.
 */
who: StaffId | null, 
/**
 * The desk's time now.
 */
now: At, 
/**
 * The clinic's offset from UTC, minutes east.
 */
offset_minutes: number, 
/**
 * The practice clinic's PINs, to show on its sign-in screen; empty in a real clinic.
 */
practice_pin: string | null, };
export type Eye = { 
/**
 * Sphere; 0 is plano.
 */
sphere: number | null, 
/**
 * Cylinder, plus or minus as written.
 */
cyl: number | null, 
/**
 * Axis, 1..180.
 */
axis: number | null, 
/**
 * Add.
 */
add: number | null, };
export type Fault = { 
/**
 * What kind of thing broke: `store`, `full_disk`, `damaged`, `already_open`, `newer_file`, `bug` …
 */
code: string, 
/**
 * What to say on the phone to support.
 */
reference: string, };
export type Finding = { 
/**
 * How much it weighs.
 */
grade: Grade, 
/**
 * What was found, as a code.
 */
code: string, 
/**
 * What the sentence needs: part, tray, order number … never the right answer to an identifier.
 */
facts: Record<string, string | number | boolean | null>, };
export type Grade = "Note" | "Ask" | "Stop";
export type Nothing = Record<symbol, never>;
export type OfContact = { 
/**
 * Which.
 */
contact_id: ContactId, };
export type OfPatient = { 
/**
 * Which.
 */
patient_id: PatientId, };
export type OfPrescription = { 
/**
 * Which.
 */
prescription_id: PrescriptionId, };
export type Paper = "Locale" | "A4" | "Letter";
export type Patient = { 
/**
 * Id.
 */
id: PatientId, 
/**
 * What is known of them.
 */
details: PatientDetails, };
export type PatientDetails = { 
/**
 * Given name; may be empty where the old system had none.
 */
given: string, 
/**
 * Family name; may be empty where they have one name.
 */
family: string, 
/**
 * What they like to be called.
 */
preferred: string | null, 
/**
 * Birth date.
 */
born: Day | null, 
/**
 * Phone as written.
 */
phone: string | null, 
/**
 * Street and number.
 */
street: string | null, 
/**
 * Town.
 */
town: string | null, 
/**
 * State, canton, county.
 */
region: string | null, 
/**
 * Postcode.
 */
postcode: string | null, 
/**
 * Nobody else may collect for them.
 */
only_me: boolean, 
/**
 * A note for the desk.
 */
note: string | null, };
export type PatientId = number & { readonly of: 'patient' };
export type Powers = { 
/**
 * Right eye.
 */
right: Eye, 
/**
 * Left eye.
 */
left: Eye, 
/**
 * Distance PD of both eyes, tenths of a millimetre.
 */
pd_tenths: number | null, };
export type PrescriptionId = number & { readonly of: 'prescription' };
export type PrescriptionKind = "Spectacle" | "ContactLens";
export type PublicView = "FirstName" | "Ticket";
export type RecoveryKey = { 
/**
 * 8 groups of 4 letters.
 */
recovery_key: string, };
export type Refusal = { 
/**
 * Why, as a code.
 */
code: string, 
/**
 * What the sentence needs.
 */
facts: Record<string, string | number | boolean | null>, 
/**
 * What was found on the way.
 */
findings: Array<Finding>, 
/**
 * The one next step, as a code.
 */
next_step: string | null, };
export type Role = "Receptionist" | "Dispenser" | "Manager";
export type SetUpClinic = { 
/**
 * The clinic's name.
 */
clinic: string, 
/**
 * The first person's given name; they are a manager.
 */
given: string, 
/**
 * Their family name.
 */
family: string, 
/**
 * Their PIN.
 */
pin: string, 
/**
 * Opens the file each morning; at least 12 characters.
 */
passphrase: string, };
export type Settings = { 
/**
 * Greet within this many minutes.
 */
greet_within_min: number, 
/**
 * A wait turns amber after this many minutes …
 */
amber_after_min: number, 
/**
 * … or at this share of the quote, in percent, whichever comes first.
 */
amber_percent_of_quote: number, 
/**
 * Tell and apologize after this many minutes.
 */
tell_after_min: number, 
/**
 * Fetch a manager after this many minutes.
 */
manager_after_min: number, 
/**
 * The recovery panel offers itself after this many minutes.
 */
recovery_after_min: number, 
/**
 * An update at least every this many minutes.
 */
update_every_min: number, 
/**
 * The wait we tell before enough visits are known, in minutes.
 */
quote_fallback_min: number, 
/**
 * Visits of a kind that must be known before the quote is measured.
 */
quote_needs_visits: number, 
/**
 * A notification can be taken back for this many minutes.
 */
notify_hold_min: number, 
/**
 * Call (again) when nobody was reached for this many days.
 */
call_within_days: number, 
/**
 * No order sits longer than this many days without a call.
 */
sits_days: number, 
/**
 * The desk locks itself after this many idle minutes.
 */
lock_after_min: number, 
/**
 * Spectacles need a verification (or a named waiver) before they are verified.
 */
public_view: PublicView, 
/**
 * The clinic's own names of order states: state code to name.
 */
state_names: { [key in string]: string }, 
/**
 * The clinic's places for parts, offered when a part is moved.
 */
places: Array<string>, 
/**
 * Paper of labels and slips.
 */
paper: Paper, };
export type SignIn = { 
/**
 * Who.
 */
staff_id: StaffId, 
/**
 * Their PIN.
 */
pin: string, };
export type SignedIn = { 
/**
 * Who.
 */
staff_id: StaffId, 
/**
 * As what.
 */
role: Role, };
export type Staff = { 
/**
 * Id.
 */
id: StaffId, 
/**
 * Given name.
 */
given: string, 
/**
 * Family name.
 */
family: string, 
/**
 * Role.
 */
role: Role, 
/**
 * Still works here.
 */
active: boolean, };
export type StaffId = number & { readonly of: 'staff' };
export type Stage = "FirstStart" | "Closed" | "SignIn" | "Open";
export type TrailChecked = { 
/**
 * How many entries.
 */
entries: number, 
/**
 * The newest head, hex: printed on the day sheet.
 */
head: string, 
/**
 * Each entry follows from the one before.
 */
whole: boolean, };
export type Unlock = { 
/**
 * Passphrase or recovery key, as typed.
 */
secret: string, };

export interface Commands {
  desk_state: { request: Nothing; reply: DeskState };
  set_up_clinic: { request: SetUpClinic; reply: RecoveryKey };
  confirm_recovery_key: { request: ConfirmRecoveryKey; reply: Nothing };
  unlock: { request: Unlock; reply: DeskState };
  open_practice: { request: Nothing; reply: DeskState };
  reset_practice: { request: Nothing; reply: DeskState };
  lock: { request: Nothing; reply: DeskState };
  close: { request: Nothing; reply: DeskState };
  still_here: { request: Nothing; reply: Nothing };
  check_trail: { request: Nothing; reply: TrailChecked };
  staff: { request: AskStaff; reply: Array<Staff> };
  sign_in: { request: SignIn; reply: SignedIn };
  add_staff: { request: AddStaff; reply: Staff };
  change_staff: { request: ChangeStaff; reply: Staff };
  change_pin: { request: ChangePin; reply: Staff };
  settings: { request: AskSettings; reply: Settings };
  change_settings: { request: ChangeSettings; reply: Settings };
  add_patient: { request: AddPatient; reply: OfPatient };
  change_patient: { request: ChangePatient; reply: Patient };
  patient_details: { request: OfPatient; reply: Patient };
  add_contact: { request: AddContact; reply: OfContact };
  remove_contact: { request: OfContact; reply: OfContact };
  add_prescription: { request: AddPrescription; reply: OfPrescription };
}
