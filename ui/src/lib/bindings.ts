// Written by the core's test `bindings_are_up_to_date` from the command list. Do not edit.

export type Accountable = "order_taking" | "ordering" | "lab" | "delivery" | "receiving" | "checking" | "storage" | "telling" | "handing_over" | "waiting" | "prescribing" | "billing" | "conduct" | "other";
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
export type AddOrder = { 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * The powers ordered.
 */
powers: Powers, 
/**
 * SV, FT28, PAL …
 */
lens_type?: string | null, 
/**
 * Frame model, size, color.
 */
frame?: string | null, 
/**
 * Whose frame it is.
 */
frame_source?: FrameSource | null, 
/**
 * Where the frame is, when it is here.
 */
frame_place?: string | null, 
/**
 * The patient's own frame stays with the patient until the lenses are fitted.
 */
frame_stays_with_patient: boolean, 
/**
 * Which lenses; not said: what the kind of job has.
 */
lenses?: Lenses | null, 
/**
 * Boxes of contact lenses; not said: one for each eye that has powers.
 */
boxes?: number | null, 
/**
 * Contact lenses for each eye, with their powers and boxes; these count before `powers` and `boxes`.
 */
contacts?: OrderedContacts | null, 
/**
 * Who makes it.
 */
lab?: string | null, 
/**
 * When it was taken; not said: today.
 */
placed_on?: Day | null, 
/**
 * When the lab should have it here.
 */
expected_on?: Day | null, 
/**
 * What we told the patient.
 */
promised_on?: Day | null, 
/**
 * The prescription it is made from.
 */
prescription_id?: PrescriptionId | null, 
/**
 * Why it is not as on the prescription on file, where it is not: nobody is asked again.
 */
prescription_reason?: string | null, 
/**
 * Made with compensated powers: checked with the laboratory's own.
 */
compensated: boolean, 
/**
 * A note.
 */
note?: string | null, 
/**
 * Who dispensed it.
 */
dispenser?: string | null, 
/**
 * What becomes of the old lenses; not said: the job has none.
 */
old_lenses?: OldLenses | null, 
/**
 * Anything else that goes with it.
 */
extra: Array<NewPart>, };
export type AddPatient = { 
/**
 * What is known.
 */
details: PatientDetails, 
/**
 * A person has seen who is on file with this name and birth date, and says that it is another.
 */
another: boolean, 
/**
 * Who was named and is somebody else: nobody is asked about them again.
 */
not_them?: Array<PatientId>, };
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
powers: Powers, 
/**
 * What else its contact lenses are.
 */
contacts: PrescribedContacts, };
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
export type Agreement = "missing" | "same" | "slip" | "near" | "weak" | "different";
export type Alert = { 
/**
 * The other patient.
 */
patient_id: PatientId, 
/**
 * Their name, as on their label.
 */
name: string, 
/**
 * First name and initial: what a tray label may say.
 */
short: string, 
/**
 * The year they were born in.
 */
born_year: number | null, 
/**
 * Their open order.
 */
order_number: string | null, 
/**
 * Where it is.
 */
tray: string | null, 
/**
 * Stop and look, or only be careful.
 */
loud: boolean, 
/**
 * Why, most telling first.
 */
reasons: Array<string>, 
/**
 * Somebody pinned the pair.
 */
pinned: string | null, };
export type AlertWeek = { 
/**
 * Its Monday.
 */
week: Day, 
/**
 * Patients checked in.
 */
check_ins: number, 
/**
 * … with at least one "stop and look".
 */
check_ins_stop: number, 
/**
 * … with "be careful" only.
 */
check_ins_careful: number, 
/**
 * Hand-overs begun.
 */
hand_overs: number, 
/**
 * … with at least one "stop and look".
 */
hand_overs_stop: number, 
/**
 * … with "be careful" only.
 */
hand_overs_careful: number, 
/**
 * How often "seen" was pressed.
 */
seen: number, 
/**
 * Pairs muted.
 */
mutes: number, 
/**
 * Pairs pinned.
 */
pins: number, };
export type Allowance = { 
/**
 * At a time.
 */
each_minor: number, 
/**
 * In a calendar month.
 */
month_minor: number, };
export type AmendsKind = "service" | "remake" | "fitting_at_home" | "refund" | "case" | "manager_call" | "note" | "other";
export type AnswerPrescription = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * The words.
 */
reason: string, };
export type AskAgain = { 
/**
 * About which discrepancy.
 */
discrepancy_id?: DiscrepancyId | null, 
/**
 * Or about which order: the desk finds or starts its discrepancy.
 */
order_id?: OrderId | null, 
/**
 * Their own words.
 */
words?: string | null, };
export type AskCalls = Record<symbol, never>;
export type AskCareOffered = Record<symbol, never>;
export type AskCauses = Record<symbol, never>;
export type AskEndOfDay = Record<symbol, never>;
export type AskOpenDiscrepancies = Record<symbol, never>;
export type AskOwedVisits = { 
/**
 * To this patient; left out: to everybody.
 */
patient_id?: PatientId | null, };
export type AskPracticeRuns = { 
/**
 * Whose; not said: one's own.
 */
staff_id?: StaffId | null, };
export type AskPromiseTimes = Record<symbol, never>;
export type AskPromisesDue = Record<symbol, never>;
export type AskPromisesKept = { 
/**
 * The first day.
 */
from: Day, 
/**
 * The last day.
 */
to: Day, };
export type AskPublicQueue = Record<symbol, never>;
export type AskQueue = Record<symbol, never>;
export type AskQuote = { 
/**
 * What they come for.
 */
purpose: Purpose, };
export type AskQuotesKept = { 
/**
 * How many days back, today included.
 */
days: number, };
export type AskReadiness = { 
/**
 * Whose.
 */
patient_id: PatientId, };
export type AskRetention = Record<symbol, never>;
export type AskScenarios = Record<symbol, never>;
export type AskSettings = Record<symbol, never>;
export type AskStaff = Record<symbol, never>;
export type AskStalled = Record<symbol, never>;
export type AskToday = Record<symbol, never>;
export type AskToleranceSets = Record<symbol, never>;
export type AskWho = { 
/**
 * Somebody who is being added, as far as is known …
 */
details?: PatientDetails | null, 
/**
 * … or somebody on file, who may be there twice.
 */
patient_id?: PatientId | null, };
export type Asked = { 
/**
 * Their own words.
 */
words: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who heard it.
 */
by: string, };
export type AskedAgain = { 
/**
 * Which discrepancy it is.
 */
id: DiscrepancyId, 
/**
 * Its number.
 */
number: string, 
/**
 * How often they asked.
 */
asks: number, 
/**
 * How bad it is now.
 */
severity: Severity, 
/**
 * It got worse by this.
 */
raised: boolean, 
/**
 * It was logged just now.
 */
new: boolean, };
export type AskedWearer = { 
/**
 * Which.
 */
place: number, 
/**
 * As the file calls them.
 */
name: string, 
/**
 * What it says of them.
 */
details: PatientDetails | null, 
/**
 * How many prescriptions are theirs.
 */
prescriptions: number, 
/**
 * Who here may be them, the likeliest first.
 */
candidates: Array<PersonHere>, };
export type At = number;
export type BackupLine = { 
/**
 * Its file's name.
 */
name: string, 
/**
 * When it was made; None: it cannot be read.
 */
made_at: At | null, 
/**
 * Bytes.
 */
bytes: number, 
/**
 * It lies in the second place too.
 */
in_second_place: boolean, };
export type BackupPreview = { 
/**
 * When it was made.
 */
made_at: At, 
/**
 * The clinic's name.
 */
clinic: string, 
/**
 * Patients in it.
 */
patients: number, 
/**
 * Orders in it.
 */
orders: number, 
/**
 * Open discrepancies in it.
 */
open_discrepancies: number, 
/**
 * What was done since and would be put aside, in entries of the trail; None: nothing is open to compare it with.
 */
done_since: number | null, };
export type BackupsStanding = { 
/**
 * On this machine, the newest first.
 */
here: Array<BackupLine>, 
/**
 * One is being made now.
 */
running: boolean, 
/**
 * Why the last one was not made, as a fault's code.
 */
trouble: string | null, 
/**
 * None: none was chosen.
 */
second_place: SecondPlace | null, 
/**
 * What a manager should look at, as a code: `file_damaged`, `log_cut`, `no_backup`, `no_second_place`, `second_copy_old`; None: all
 * is well.
 */
warning: string | null, 
/**
 * When a backup was last opened and compared, whole.
 */
drilled_at: At | null, 
/**
 * When a restore put the store aside that can be put back.
 */
aside_at: At | null, };
export type BirthDate = { 
/**
 * It; None: not on file.
 */
born: Day | null, };
export type BoardLine = { 
/**
 * Whose, as on a label.
 */
name: string | null, 
/**
 * The soonest time that we promised in it and did not keep yet.
 */
promised_at: At | null, 
/**
 * Id.
 */
id: DiscrepancyId, 
/**
 * The number people say, `D-12`.
 */
number: string, 
/**
 * What kind.
 */
kind: string, 
/**
 * Caught before harm.
 */
near_miss: boolean, 
/**
 * How bad.
 */
severity: Severity, 
/**
 * Where it stands.
 */
state: DiscrepancyState, 
/**
 * Whose.
 */
patient_id: PatientId | null, 
/**
 * Which order.
 */
order_id: OrderId | null, 
/**
 * Its number.
 */
order_number: string | null, 
/**
 * The other order in it.
 */
other_order_number: string | null, 
/**
 * What the hand-over found, as codes.
 */
facts: string, 
/**
 * Our facts, as typed.
 */
line: string | null, 
/**
 * The patient's own words.
 */
patient_words: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who logged it.
 */
by: string, 
/**
 * Who sees to it.
 */
owner_id: StaffId | null, 
/**
 * Given name of who sees to it.
 */
owner: string | null, 
/**
 * By when.
 */
due_on: Day | null, 
/**
 * How often somebody asked.
 */
asks: number, };
export type BoxChecked = { 
/**
 * The eye it was compared with.
 */
side: Side | null, 
/**
 * What it comes to.
 */
verdict: BoxVerdict, 
/**
 * Every field.
 */
fields: Array<BoxFieldChecked>, 
/**
 * Its last day.
 */
expiry: Expiry, };
export type BoxCount = { 
/**
 * Ordered.
 */
ordered: number, 
/**
 * Here, and as ordered.
 */
here: number, };
export type BoxField = "brand" | "power" | "cyl" | "axis" | "add" | "base_curve" | "diameter";
export type BoxFieldChecked = { 
/**
 * Which.
 */
field: BoxField, 
/**
 * As ordered, in words.
 */
ordered: string | null, 
/**
 * As the box says.
 */
on_box: string | null, 
/**
 * How it compares.
 */
verdict: BoxFieldVerdict, };
export type BoxFieldVerdict = "same" | "differs" | "not_read" | "not_ordered";
export type BoxLabel = { 
/**
 * The lens in it.
 */
lens: ContactLens, 
/**
 * The product, fourteen digits, where it was scanned.
 */
gtin: string | null, 
/**
 * The last day it may be used.
 */
expires_on: Day | null, 
/**
 * Lot.
 */
lot: string | null, 
/**
 * Serial number of the box.
 */
serial: string | null, 
/**
 * Which eye the box is put down for, where somebody marked it.
 */
marked: Side | null, };
export type BoxOrder = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * First name and initial: another patient's name is nobody's business here.
 */
name: string, 
/**
 * For which eye.
 */
side: Side, };
export type BoxRead = { 
/**
 * The label; none where the scan is no label.
 */
label: BoxLabel | null, 
/**
 * The product was learnt here before: its lens stands in the label.
 */
known: boolean, 
/**
 * Why it is no label.
 */
doubt: LabelDoubt | null, };
export type BoxVerdict = "match" | "differs" | "swapped" | "expired" | "cannot_verify" | "wrong_count";
export type BoxesCheck = { 
/**
 * What they come to: the worst of them.
 */
verdict: BoxVerdict, 
/**
 * Each box, as they were given.
 */
boxes: Array<BoxChecked>, 
/**
 * The right eye's.
 */
right: BoxCount, 
/**
 * The left eye's.
 */
left: BoxCount, };
export type BoxesChecked = { 
/**
 * Each box, and what they come to.
 */
check: BoxesCheck, 
/**
 * What was ordered.
 */
ordered: OrderedContacts, 
/**
 * For boxes that are not as ordered: every other open order that asks for one of them.
 */
whose: Array<BoxOrder>, };
export type CallGroup = "sits" | "overdue" | "now" | "later";
export type CallId = number & { readonly of: 'call' };
export type CallLine = { 
/**
 * About which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * How much it presses.
 */
group: CallGroup, 
/**
 * Whom to phone, first choice first.
 */
whom: Array<Whom>, 
/**
 * What to say.
 */
say: Say, 
/**
 * Parts that are not here: nobody is told to come for these.
 */
missing: Array<Finding>, 
/**
 * Since when it waits to be collected.
 */
waiting_since: At, 
/**
 * When the notification goes, where it can still be taken back.
 */
goes_at: At | null, 
/**
 * Whole days without a call.
 */
quiet_days: number, 
/**
 * What came of it last time.
 */
last_call: PhoneCall | null, 
/**
 * Calls since the patient was told.
 */
tries: number, 
/**
 * Somebody tried today already.
 */
tried_today: boolean, };
export type CallList = { 
/**
 * The clinic's day.
 */
day: Day, 
/**
 * Whom to phone, most pressing first; those tried today last.
 */
lines: Array<CallLine>, 
/**
 * Calls still to make today.
 */
to_make: number, };
export type CallOutcome = "reached" | "message" | "no_answer";
export type CallRecorded = { 
/**
 * Which.
 */
call_id: CallId, 
/**
 * About which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, };
export type CallVisit = { 
/**
 * Whom.
 */
visit_id: VisitId, 
/**
 * Where they go: "room 2".
 */
where_to?: string | null, 
/**
 * Why out of turn, in words that can be said aloud to who waits longer.
 */
reason?: string | null, };
export type CameBy = "folder" | "port";
export type Cannot = { 
/**
 * Why.
 */
reason: CannotReason, 
/**
 * Which eye; None: the pair.
 */
side: Side | null, };
export type CannotReason = "eye_not_read" | "nothing_ordered" | "eye_not_chosen" | "balance" | "step_too_coarse" | "no_verification_power" | "field_not_read";
export type CardAnswer = { 
/**
 * What one says or does.
 */
say: string, 
/**
 * What an experienced colleague would notice.
 */
noticed: string, 
/**
 * It helped.
 */
good: boolean, 
/**
 * The turn or the end that it leads to.
 */
to: string, };
export type CardEnd = { 
/**
 * What they say or do at last.
 */
patient: string, 
/**
 * How they leave.
 */
leaves: Leaves, };
export type CardTurn = { 
/**
 * What they say.
 */
patient: string, 
/**
 * Two to four answers.
 */
answers: Array<CardAnswer>, };
export type CareOffered = { 
/**
 * Given name.
 */
given: string, 
/**
 * When.
 */
at: At, };
export type Caught = { 
/**
 * Its first character, counted from 0 in Unicode characters.
 */
start: number, 
/**
 * The character after its last.
 */
end: number, 
/**
 * The family it belongs to, as a code.
 */
rule: string, 
/**
 * Why it hurts, in plain words.
 */
why: string, 
/**
 * One better way.
 */
better: string, };
export type Cause = { 
/**
 * Its code.
 */
code: string, 
/**
 * The first level it stands under.
 */
parent: string, 
/**
 * The clinic's name for it; None: as we call it.
 */
name: string | null, 
/**
 * The clinic uses it.
 */
used: boolean, 
/**
 * The clinic added it.
 */
own: boolean, };
export type CellProblem = "not_a_date" | "birth_date_in_the_future" | "birth_date_before_1900" | "not_a_phone" | "not_an_email" | "text_too_long" | "not_a_power" | "power_without_sign" | "power_without_point" | "power_not_in_steps" | "power_out_of_range" | "axis_missing" | "cylinder_missing" | "sphere_missing" | "sphere_only_with_cylinder" | "not_an_axis" | "add_out_of_range" | "pupil_distance_out_of_range" | "tray_taken" | "unknown_status";
export type CellsLeftOut = { 
/**
 * The field.
 */
field: ImportField, 
/**
 * Why.
 */
problem: CellProblem, 
/**
 * How many.
 */
rows: number, 
/**
 * The first line with one.
 */
first_line: number, };
export type ChangeCause = { 
/**
 * Which; not said: a new one.
 */
code?: string | null, 
/**
 * Under which of the first level, for a new one.
 */
parent?: string | null, 
/**
 * What the clinic calls it; not said: as we call it.
 */
name?: string | null, 
/**
 * The clinic uses it.
 */
used: boolean, };
export type ChangeDiscrepancy = { 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, 
/**
 * What went wrong.
 */
kind?: DiscrepancyKind | null, 
/**
 * How bad.
 */
severity?: Severity | null, 
/**
 * Who sees to it.
 */
owner_id?: StaffId | null, 
/**
 * By when.
 */
due_on?: Day | null, 
/**
 * What it waits for; an empty text: for nothing any more.
 */
waits_for?: string | null, 
/**
 * Our facts.
 */
line?: string | null, 
/**
 * The patient's own words.
 */
patient_words?: string | null, 
/**
 * Who says so.
 */
complainant?: string | null, 
/**
 * The other patient's order in it.
 */
other_order_id?: OrderId | null, 
/**
 * Somebody may be hurt.
 */
injury?: boolean | null, 
/**
 * Somebody may have seen what is another's.
 */
breach?: boolean | null, };
export type ChangePassphrase = { 
/**
 * The passphrase now, or the recovery key where it is forgotten: a PIN alone must not be enough.
 */
secret: string, 
/**
 * The one from now on.
 */
passphrase: string, };
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
export type ChangeRecovery = { 
/**
 * Which.
 */
recovery_id: RecoveryId, 
/**
 * Which scenario it is.
 */
scenario?: string | null, 
/**
 * How they are.
 */
mood?: Mood | null, 
/**
 * What would make it right, in their own words; an empty text: they did not say.
 */
make_right?: string | null, 
/**
 * It was logged meanwhile.
 */
discrepancy_id?: DiscrepancyId | null, };
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
 * Given name from now on.
 */
given: string, 
/**
 * Family name from now on.
 */
family: string, 
/**
 * Role from now on.
 */
role: Role, 
/**
 * Still works here.
 */
active: boolean, };
export type ChangedRow = { 
/**
 * Its line.
 */
line: number, 
/**
 * The patient, where one changes.
 */
patient_id: PatientId | null, 
/**
 * The order's number, where one changes.
 */
order: string | null, 
/**
 * The fields that change.
 */
fields: Array<string>, };
export type Channel = "phone" | "sms" | "email" | "letter" | "in_person";
export type Check = { 
/**
 * `identifiers`, `alerts`, `scan`, `parts`, `lenses`.
 */
code: string, 
/**
 * Done, with nothing unsettled.
 */
done: boolean, 
/**
 * The worst unsettled finding under it.
 */
worst: Grade | null, 
/**
 * Who did it last, and when.
 */
step: StepDone | null, };
export type CheckBoxes = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * What each box says.
 */
boxes: Array<BoxLabel>, };
export type CheckIn = { 
/**
 * A patient we know …
 */
patient_id?: PatientId | null, 
/**
 * … or the name a walk-in gives.
 */
walk_in?: string | null, 
/**
 * What for; left out: what we owe them, or collecting.
 */
purpose?: Purpose | null, 
/**
 * Who is with them: "his mother, Ruth".
 */
with_whom?: string | null, 
/**
 * What we tell them instead of the measured wait, in minutes.
 */
quote_min?: number | null, 
/**
 * Which owed visit this one answers, where it is not the one we would pick.
 */
owed_visit_id?: OwedVisitId | null, 
/**
 * They are here already, and this is a second matter.
 */
anyway?: boolean, 
/**
 * Greeted while checking in.
 */
greeted?: boolean, };
export type CheckLenses = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * What was read.
 */
reading: Reading, };
export type CheckWording = { 
/**
 * As typed so far. Where it is empty, somebody may begin soon, and what it takes is made ready.
 */
text: string, };
export type CheckedIn = { 
/**
 * Their visit.
 */
visit_id: VisitId, 
/**
 * Their ticket of the day.
 */
ticket: number, 
/**
 * What they came for.
 */
purpose: Purpose, 
/**
 * What to tell them, in minutes.
 */
quoted_min: number, 
/**
 * What that rests on; its `minutes` may differ from what was told instead.
 */
quote: Quote, 
/**
 * What we owed them: this visit answers it.
 */
owed: OwedVisit | null, };
export type Choice = { 
/**
 * Its code, one of its own in the scenario.
 */
code: string, 
/**
 * A few words for the button.
 */
title: string, 
/**
 * How to offer it.
 */
say: string, 
/**
 * Who may.
 */
needs: Needs, 
/**
 * Given as amends of this kind; None: it is owed, and costs no allowance.
 */
amends: AmendsKind | null, 
/**
 * Minutes until it is done where it is done now; None: it takes until the promise.
 */
minutes: number | null, 
/**
 * What is promised with it; None: it is done now.
 */
promise: Promised | null, };
export type ChoiceId = number & { readonly of: 'choice' };
export type Choose = { 
/**
 * In which conversation.
 */
recovery_id: RecoveryId, 
/**
 * Its code.
 */
code: string, 
/**
 * What it costs us, in minor currency units, where it is amends.
 */
cost_minor: number | null, 
/**
 * The day that is promised, where the choice promises something.
 */
by?: Day | null, 
/**
 * The time, in minutes since midnight.
 */
by_minute?: number | null, 
/**
 * Though the clinic is closed then.
 */
even_if_closed?: boolean | null, 
/**
 * Who agrees, where whoever stands there may not alone.
 */
approver?: StaffId | null, 
/**
 * Their PIN.
 */
pin?: string | null, };
export type ChooseSecondPlace = { 
/**
 * Its token; None: no second place any more.
 */
token?: string | null, };
export type ChooseTheme = { 
/**
 * From now on.
 */
theme: Theme, };
export type ChooseTolerances = { 
/**
 * Which.
 */
id: string, };
export type ChooseYears = { 
/**
 * Class to years, 1 to 100.
 */
keep_years: { [key in RecordClass]?: number }, };
export type Chosen = { 
/**
 * Id.
 */
id: ChoiceId, 
/**
 * The choice's code.
 */
code: string, 
/**
 * Its title then.
 */
title: string, 
/**
 * Given as amends of this kind.
 */
amends: AmendsKind | null, 
/**
 * What it cost, in minor currency units.
 */
cost_minor: number, 
/**
 * Given name of who agreed to it.
 */
approved_by: string | null, 
/**
 * Given name of who gave it.
 */
by: string, 
/**
 * What was promised with it.
 */
promised: Promised | null, };
export type ClassKept = { 
/**
 * Which.
 */
class: RecordClass, 
/**
 * Kept for so many years; None: for good.
 */
years: number | null, 
/**
 * What we would suggest.
 */
suggested: number, 
/**
 * What ended before this day is old.
 */
before: Day | null, 
/**
 * How many would go.
 */
goes: number, 
/**
 * When the oldest of those was last worked on.
 */
oldest: At | null, 
/**
 * Those that are old and stay, and why.
 */
stays: Array<Stays>, };
export type ColumnGuess = { 
/**
 * The column's name.
 */
header: string, 
/**
 * Its place, counted from 0.
 */
index: number, 
/**
 * The field, or `None` for a column that is not read.
 */
field: ImportField | null, 
/**
 * How sure, in percent.
 */
confidence: number, 
/**
 * The first three filled cells, for the person who decides.
 */
samples: Array<string>, };
export type CompareOrder = { 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * The powers to order.
 */
powers: Powers, 
/**
 * Contact lenses for each eye, with their powers; these count before `powers`.
 */
contacts: OrderedContacts | null, 
/**
 * SV, FT28, PAL …
 */
lens_type: string | null, 
/**
 * The prescription it is made from.
 */
prescription_id: PrescriptionId | null, };
export type ComparePatients = { 
/**
 * The record that would be kept.
 */
patient_id: PatientId, 
/**
 * The record that would be with it.
 */
other_id: PatientId, };
export type CompareTrail = { 
/**
 * As typed; None: only the backups are asked.
 */
mark?: string | null, };
export type ComparedField = "given" | "family" | "name_order" | "born" | "phone" | "street" | "house_number" | "street_more" | "town" | "region" | "postcode";
export type ConfirmRecoveryKey = { 
/**
 * As typed.
 */
typed: string, };
export type Contact = { 
/**
 * Id.
 */
id: ContactId, 
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
export type ContactDetails = { 
/**
 * Brand and product.
 */
brand: string | null, 
/**
 * Base curve, hundredths of a millimetre.
 */
base_curve: number | null, 
/**
 * Diameter, hundredths of a millimetre.
 */
diameter: number | null, 
/**
 * Add where it is a word: LOW, MED, HIGH, and D or N for the eye's role.
 */
add_word: string | null, 
/**
 * Color.
 */
color: string | null, 
/**
 * How long one is worn.
 */
wear: WearTime | null, };
export type ContactDoubt = "base_curve_in_dioptres" | "base_curve_out_of_range" | "diameter_out_of_range" | "no_such_day" | "not_a_contact_lens";
export type ContactId = number & { readonly of: 'contact' };
export type ContactLens = { 
/**
 * Brand and product.
 */
brand: string | null, 
/**
 * Power, hundredths of a dioptre.
 */
power: number | null, 
/**
 * Cylinder, hundredths of a dioptre.
 */
cyl: number | null, 
/**
 * Axis, 1..180.
 */
axis: number | null, 
/**
 * Add, hundredths of a dioptre.
 */
add: number | null, 
/**
 * Add where it is a word: LOW, MED, HIGH, and D or N for the eye's role.
 */
add_word: string | null, 
/**
 * Base curve, hundredths of a millimetre.
 */
base_curve: number | null, 
/**
 * Diameter, hundredths of a millimetre.
 */
diameter: number | null, };
export type ContactUnderstood = { 
/**
 * What becomes of it.
 */
verdict: Understanding, 
/**
 * The lens, without its brand; none where it was rejected.
 */
lens: ContactLens | null, 
/**
 * The last day it may be used, where one was typed.
 */
expires_on: Day | null, 
/**
 * In standard form, to be read back; empty where it was rejected.
 */
standard: string, 
/**
 * What to ask about the powers, or why they were rejected.
 */
doubts: Array<Doubt>, 
/**
 * What is wrong with the rest.
 */
contact_doubts: Array<ContactDoubt>, };
export type Custody = "not_made" | "at_lab" | "in_transit" | "here" | "with_patient" | "not_located";
export type DateOrder = "month_day_year" | "day_month_year" | "year_month_day";
export type Day = string;
export type Debrief = { 
/**
 * Turn by turn.
 */
turns: Array<Noticed>, 
/**
 * What they said or did at last.
 */
patient: string, 
/**
 * How they left.
 */
leaves: Leaves, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * In how many seconds an experienced colleague would be through.
 */
experienced_seconds: number, };
export type Delimiter = "comma" | "semicolon" | "pipe" | "tab";
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
 * The printed recovery key was typed back. Always so in the practice clinic, which prints none.
 */
recovery_key_confirmed: boolean, 
/**
 * Who may sign in, once open.
 */
staff: Array<Staff>, 
/**
 * Those of them whose PIN is not on this machine: a manager gives them a new one.
 */
without_pin: Array<StaffId>, 
/**
 * Who is signed in.
 */
who: StaffId | null, 
/**
 * Who came in without a PIN: they are among the staff while they are in, and no longer.
 */
in_emergency: Staff | null, 
/**
 * Emergency access that the manager who is signed in has not seen yet.
 */
emergencies_unseen: number, 
/**
 * The desk's time now.
 */
now: At, 
/**
 * The clinic's offset from UTC, minutes east.
 */
offset_minutes: number, 
/**
 * Nobody was added or brought in yet: the counter offers to bring the patients in.
 */
no_patients_yet: boolean, 
/**
 * Light or dark, as this desk chose.
 */
theme: Theme, 
/**
 * The practice clinic's PINs, to show on its sign-in screen; empty in a real clinic.
 */
practice_pin: string | null, 
/**
 * While the clinic is closed: its newest backup on this machine that can be read.
 */
newest_backup: NewestBackup | null, 
/**
 * What this machine's keychain does for the clinic; nothing for the practice clinic.
 */
keychain: InKeychain, };
export type DidNotCome = { 
/**
 * Which.
 */
part_id: PartId, 
/**
 * Nobody knows where it is; otherwise it stays where it was.
 */
not_located: boolean, 
/**
 * What was said about it.
 */
note?: string | null, };
export type Discrepancy = { 
/**
 * Id.
 */
id: DiscrepancyId, 
/**
 * The number people say, `D-12`.
 */
number: string, 
/**
 * What went wrong.
 */
kind: DiscrepancyKind, 
/**
 * Caught before harm.
 */
near_miss: boolean, 
/**
 * How bad.
 */
severity: Severity, 
/**
 * Where it stands.
 */
state: DiscrepancyState, 
/**
 * Whose.
 */
patient_id: PatientId | null, 
/**
 * Which order.
 */
order_id: OrderId | null, 
/**
 * The other patient's order in it.
 */
other_order_id: OrderId | null, 
/**
 * Which part.
 */
part_id: PartId | null, 
/**
 * During which visit.
 */
visit_id: VisitId | null, 
/**
 * In which hand-over.
 */
hand_over_id: HandOverId | null, 
/**
 * What the hand-over found, as codes.
 */
facts: string, 
/**
 * Our facts, as typed.
 */
line: string | null, 
/**
 * The patient's own words.
 */
patient_words: string | null, 
/**
 * Who says so, where it is not the patient: "his mother, Ruth".
 */
complainant: string | null, 
/**
 * Somebody may be hurt.
 */
injury: boolean, 
/**
 * Somebody may have seen what is another's.
 */
breach: boolean, 
/**
 * The closed one it repeats.
 */
again_of: DiscrepancyId | null, 
/**
 * Who sees to it.
 */
owner_id: StaffId | null, 
/**
 * By when.
 */
due_on: Day | null, 
/**
 * What it waits for.
 */
waits_for: string | null, 
/**
 * What was done, in words; nothing where a lost part was found, which says it itself.
 */
put_right: string | null, 
/**
 * When.
 */
put_right_at: At | null, 
/**
 * The word to the patient.
 */
told: string | null, 
/**
 * How: in person, by phone …
 */
told_how: string | null, 
/**
 * When.
 */
told_at: At | null, 
/**
 * Why it happened, as a code of the two-level list.
 */
cause: string | null, 
/**
 * Which process let it through.
 */
accountable: Accountable | null, 
/**
 * What changes.
 */
corrective: string | null, 
/**
 * Who sees to the change.
 */
seen_to_by: StaffId | null, 
/**
 * By when.
 */
change_by: Day | null, 
/**
 * When it was reviewed.
 */
reviewed_at: At | null, 
/**
 * When it was closed.
 */
closed_at: At | null, 
/**
 * Who closed it.
 */
closed_by: StaffId | null, 
/**
 * How often it was opened again.
 */
reopened: number, 
/**
 * When it was logged.
 */
at: At, 
/**
 * Who logged it.
 */
by: StaffId, };
export type DiscrepancyId = number & { readonly of: 'discrepancy' };
export type DiscrepancyKind = "part_lost" | "wrong_patients_order" | "wrong_lenses" | "part_missing" | "never_ordered" | "late" | "damaged" | "long_wait" | "promise_broken" | "conduct" | "billing" | "privacy" | "other";
export type DiscrepancyLine = { 
/**
 * Id.
 */
id: DiscrepancyId, 
/**
 * The number people say, `D-12`.
 */
number: string, 
/**
 * What kind.
 */
kind: string, 
/**
 * Caught before harm.
 */
near_miss: boolean, 
/**
 * How bad.
 */
severity: Severity, 
/**
 * Where it stands.
 */
state: DiscrepancyState, 
/**
 * Whose.
 */
patient_id: PatientId | null, 
/**
 * Which order.
 */
order_id: OrderId | null, 
/**
 * Its number.
 */
order_number: string | null, 
/**
 * The other order in it.
 */
other_order_number: string | null, 
/**
 * What the hand-over found, as codes.
 */
facts: string, 
/**
 * Our facts, as typed.
 */
line: string | null, 
/**
 * The patient's own words.
 */
patient_words: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who logged it.
 */
by: string, 
/**
 * Who sees to it.
 */
owner_id: StaffId | null, 
/**
 * Given name of who sees to it.
 */
owner: string | null, 
/**
 * By when.
 */
due_on: Day | null, 
/**
 * How often somebody asked.
 */
asks: number, };
export type DiscrepancyLogged = { 
/**
 * Id.
 */
id: DiscrepancyId, 
/**
 * The number people say.
 */
number: string, 
/**
 * How bad.
 */
severity: Severity, 
/**
 * A manager must be called now.
 */
call_manager: boolean, };
export type DiscrepancyPage = { 
/**
 * The discrepancy.
 */
discrepancy: Discrepancy, 
/**
 * Whose, as on a label.
 */
name: string | null, 
/**
 * The order's number.
 */
order_number: string | null, 
/**
 * Where it stands.
 */
order_state: OrderState | null, 
/**
 * Its parts.
 */
parts: Array<Part>, 
/**
 * Given name of who logged it.
 */
logged_by: string, 
/**
 * Given name of who sees to it.
 */
owner: string | null, 
/**
 * Given name of who sees to the change.
 */
change_by_whom: string | null, 
/**
 * The number of the closed one that it repeats.
 */
again_of: string | null, 
/**
 * Two patients' orders, who has which.
 */
sides: Array<OrderSide>, 
/**
 * What must be seen to.
 */
ticks: Array<Tick>, 
/**
 * Each time somebody asked.
 */
asks: Array<Asked>, 
/**
 * The hunts for its parts.
 */
searches: Array<Search>, 
/**
 * What was promised.
 */
promises: Array<PromiseLine>, 
/**
 * What is missing before it can be closed; empty: it can be.
 */
missing: Array<string>, 
/**
 * Did the change help?
 */
helped: Helped, 
/**
 * What happened, newest first.
 */
history: Array<Happening>, };
export type DiscrepancyState = "open" | "searching" | "waiting" | "put_right" | "reviewed" | "closed";
export type Do = "send" | "order_part" | "find_part" | "ask_lab_has_it" | "ask_lab_when" | "answer_lab" | "check" | "make_again" | "tell_ready" | "tell_late" | "call_again";
export type Doubt = { 
/**
 * Why.
 */
code: DoubtCode, 
/**
 * About which number, where it is about one.
 */
field: RxField | null, 
/**
 * As it was typed.
 */
typed: string, 
/**
 * What it would mean.
 */
read_as: string | null, };
export type DoubtCode = "no_sign" | "no_point" | "half_degree" | "unusual_power" | "is_it_the_add" | "balance" | "empty" | "cannot_read" | "not_in_steps" | "out_of_range" | "cylinder_without_axis" | "axis_without_cylinder" | "axis_out_of_range" | "sphere_only_with_cylinder" | "minus_add" | "two_eyes";
export type DrillBackup = { 
/**
 * As typed.
 */
secret: string, };
export type Drilled = { 
/**
 * When the backup was made.
 */
made_at: At, 
/**
 * It lay in the second place.
 */
in_second_place: boolean, 
/**
 * Patients in it.
 */
patients: number, 
/**
 * Orders in it.
 */
orders: number, };
export type DropOwedVisit = { 
/**
 * Which.
 */
owed_visit_id: OwedVisitId, 
/**
 * Why: "called, does not need it any more".
 */
why: string, };
export type DueGroup = "late" | "hour" | "today" | "tomorrow" | "later";
export type Emergency = { 
/**
 * The name under which it stands in the trail.
 */
staff_id: StaffId, 
/**
 * That name.
 */
name: string, 
/**
 * Why.
 */
reason: string, 
/**
 * Was the printed key used?
 */
by_recovery_key: boolean, 
/**
 * When they came in.
 */
begun_at: At, 
/**
 * When they last did or looked at something.
 */
last_at: At, 
/**
 * How many entries of the trail are theirs, looks too.
 */
entries: number, 
/**
 * When a manager saw it.
 */
seen_at: At | null, };
export type Encoding = "utf8" | "utf8_with_windows1252" | "windows1252" | "utf16";
export type EndDay = Record<symbol, never>;
export type EndOfDay = { 
/**
 * The clinic's day.
 */
day: Day, 
/**
 * Due today or before, and nobody answered: the soonest first.
 */
unanswered: Array<PromiseLine>, 
/**
 * Answered today: kept in time …
 */
kept: number, 
/**
 * … late …
 */
late: number, 
/**
 * … broken …
 */
broken: number, 
/**
 * … or moved.
 */
moved: number, 
/**
 * When the day was ended; None: it goes on. What came due since then opens it again.
 */
ended_at: At | null, 
/**
 * Given name of who ended it.
 */
ended_by: string | null, };
export type EndPromise = { 
/**
 * Which.
 */
promise_id: PromiseId, 
/**
 * How.
 */
ended: Ended, 
/**
 * Moved: to which day.
 */
to?: Day | null, 
/**
 * Moved: to which time, in minutes since midnight; not said: an hour before closing.
 */
to_minute?: number | null, 
/**
 * Moved: how the patient was told.
 */
told?: Channel | null, 
/**
 * Moved: though the clinic is closed then.
 */
even_if_closed?: boolean | null, 
/**
 * Kept, and we asked how it is: how it is for them.
 */
leaves?: Leaves | null, 
/**
 * Kept: what they said, in their own words.
 */
their_words?: string | null, };
export type EndRecheck = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * They are this patient's after all, and the patient agrees.
 */
theirs: boolean, 
/**
 * What is as ordered.
 */
same: Array<Point>, 
/**
 * What is not.
 */
differs: Array<Point>, 
/**
 * What was seen, where it is worth a word.
 */
note?: string | null, 
/**
 * What a lensmeter says of the lenses in the case, where they were read.
 */
reading?: Reading | null, };
export type EndRecovery = { 
/**
 * Which.
 */
recovery_id: RecoveryId, 
/**
 * How they left; not known on the safe way out.
 */
leaves?: Leaves | null, 
/**
 * What they said at the end, in their own words.
 */
said_last?: string | null, 
/**
 * The safe way out, and why.
 */
safely?: Safely | null, };
export type EndSearch = { 
/**
 * Which search.
 */
search_id: SearchId, 
/**
 * Which way.
 */
way: WayOut, 
/**
 * What we tell the patient: searching until, made new by.
 */
by: Day, 
/**
 * In words, if more was said.
 */
words?: string | null, };
export type EndVisit = { 
/**
 * Which.
 */
visit_id: VisitId, 
/**
 * How.
 */
outcome: VisitOutcome, 
/**
 * When they come again: needed for `will_return`, welcome for `fit_later`.
 */
returns_on?: Day | null, 
/**
 * The order that is to be fitted, or that they come back for.
 */
order_id?: OrderId | null, 
/**
 * What we owed them before is still owed: they came about something else.
 */
still_owed?: boolean, };
export type Ended = "kept" | "late" | "broken" | "moved";
export type EnterInEmergency = { 
/**
 * Who they are.
 */
name: string, 
/**
 * Why.
 */
reason: string, 
/**
 * Passphrase or recovery key, as typed.
 */
secret: string, };
export type EverythingWritten = { 
/**
 * The picked folder's name, without where it lies.
 */
into: string, 
/**
 * The new folder in it.
 */
folder: string, 
/**
 * Files, the manifest among them.
 */
files: number, 
/**
 * Tables.
 */
tables: number, 
/**
 * Rows of all tables.
 */
rows: number, 
/**
 * Bytes of all files but the manifest.
 */
bytes: number, 
/**
 * What whoever asked must know, as a code: `not_locked`.
 */
warning: string, };
export type Exact = { "kind": "order", 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * By which of the two.
 */
by: OrderFoundBy, } | { "kind": "discrepancy", 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, };
export type Expiry = "good" | "soon" | "over" | "not_read";
export type ExportEverything = { 
/**
 * The picked folder's token.
 */
token: string, };
export type ExportManager = { 
/**
 * Who.
 */
id: StaffId, 
/**
 * Given and family name.
 */
name: string, };
export type ExportPatientPrescriptions = { 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Which FHIR.
 */
release: FhirRelease, 
/**
 * One document or lines.
 */
form: FhirForm, };
export type ExportPrescriptions = { 
/**
 * Which FHIR.
 */
release: FhirRelease, 
/**
 * One document or lines.
 */
form: FhirForm, };
export type ExportPreview = { 
/**
 * When it was made.
 */
made_at: At, 
/**
 * The clinic's name.
 */
clinic: string, 
/**
 * Patients in it.
 */
patients: number, 
/**
 * Orders in it.
 */
orders: number, 
/**
 * Rows of all tables.
 */
rows: number, 
/**
 * Its managers: one of them brings it in, with a new PIN.
 */
managers: Array<ExportManager>, };
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
add: number | null, 
/**
 * Prism along the horizontal, hundredths of a prism dioptre, base out plus, base in minus.
 */
prism_out: number | null, 
/**
 * Prism along the vertical, hundredths of a prism dioptre, base up plus, base down minus.
 */
prism_up: number | null, 
/**
 * Segment or fitting height, tenths of a millimetre.
 */
height: number | null, 
/**
 * Distance PD of this eye, tenths of a millimetre.
 */
mono_pd: number | null, 
/**
 * A balance lens: worn, and never verified by power.
 */
balance: boolean, };
export type Fault = { 
/**
 * What kind of thing broke: `store`, `full_disk`, `damaged`, `already_open`, `newer_file`, `bug` …
 */
code: string, 
/**
 * What to say on the phone to support.
 */
reference: string, };
export type FhirFile = { 
/**
 * A name to save it under; nobody's name is in it.
 */
name: string, 
/**
 * Its text.
 */
text: string, 
/**
 * How many prescriptions are in it.
 */
prescriptions: number, };
export type FhirForm = "bundle" | "ndjson";
export type FhirPreview = { 
/**
 * The file's name.
 */
file_name: string, 
/**
 * The other system.
 */
source: string, 
/**
 * How many prescriptions go which way.
 */
counts: ImportCounts, 
/**
 * People who are surely here.
 */
surely_here: number, 
/**
 * People somebody has to say about; without an answer their prescriptions are left out.
 */
asked: Array<AskedWearer>, 
/**
 * What cannot be taken, and why: the first ones.
 */
left_out: Array<LeftOut>, 
/**
 * Prescriptions with a note, which is not kept.
 */
without_notes: number, };
export type FhirRelease = "r4" | "r5";
export type FieldChecked = { 
/**
 * Which eye; None: the pair.
 */
side: Side | null, 
/**
 * What.
 */
field: LensField, 
/**
 * As ordered, in minus cylinder: hundredths of a dioptre or prism dioptre, degrees, or tenths of a millimetre.
 */
ordered: number | null, 
/**
 * As read, the same unit.
 */
read: number | null, 
/**
 * How far off, without sign, the same unit.
 */
off: number | null, 
/**
 * Its limit in hundredths of that unit, so that 2 % of 6.75 stays 0.135; None: not tested.
 */
limit: number | null, 
/**
 * How it came out.
 */
verdict: FieldVerdict, 
/**
 * So near to the limit, or so low a cylinder, that it should be read again.
 */
read_again: boolean, };
export type FieldSays = { 
/**
 * Which field.
 */
field: ComparedField, 
/**
 * How far it agrees; `missing`: one of the two does not have it.
 */
agreement: Agreement, 
/**
 * How strongly it speaks: 3 strongly for one person, 0 not at all, −3 strongly against.
 */
strength: number, };
export type FieldVerdict = "within" | "over" | "not_read";
export type FileKind = "patients" | "orders" | "both";
export type FileShape = { 
/**
 * How the letters are spelled.
 */
encoding: Encoding, 
/**
 * What stands between columns.
 */
delimiter: Delimiter, 
/**
 * The column names; `Column 1` … when the file has none.
 */
header: Array<string>, 
/**
 * Whether the names come from the file.
 */
has_header: boolean, 
/**
 * Whether the exporting system leaves out empty cells at the end of a row.
 */
drops_trailing_cells: boolean, 
/**
 * Lines above the header (a report title), which are no rows.
 */
title_lines: number, };
export type Find = { 
/**
 * As typed, as scanned.
 */
query: string, 
/**
 * At most this many people and this many orders; not said: 8.
 */
limit?: number | null, };
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
export type FinishHandOver = { 
/**
 * Which.
 */
hand_over_id: HandOverId, 
/**
 * Who takes it home.
 */
receiver: Receiver, };
export type FollowUp = { 
/**
 * Working days after the fix: 2 or 3 (PRODUCT.md, "Promises").
 */
working_days: number, 
/**
 * What to say.
 */
say: Array<string>, 
/**
 * What to ask.
 */
ask: Array<string>, };
export type FollowUpCall = { 
/**
 * What to say; empty: no conversation is known.
 */
say: Array<string>, 
/**
 * What to ask.
 */
ask: Array<string>, 
/**
 * The facts that these lines name.
 */
facts: RecordFacts, };
export type Found = { 
/**
 * People, the likeliest first.
 */
people: Array<FoundPerson>, 
/**
 * Orders by their number or tray, the likeliest first.
 */
orders: Array<FoundOrder>, 
/**
 * The discrepancy with this number.
 */
discrepancy: DiscrepancyLine | null, 
/**
 * The powers that were typed, in standard form: somebody asks whose lenses these are.
 */
lenses: string | null, 
/**
 * The one thing that this is the number of: a scan opens it.
 */
exact: Exact | null, };
export type FoundHere = { 
/**
 * Names this finding when a reason is given.
 */
key: string, 
/**
 * Under which of the five checks it stands.
 */
check: string, 
/**
 * The finding.
 */
finding: Finding, 
/**
 * May a second person override it?
 */
may_override: boolean, 
/**
 * The reason given, if any.
 */
settled: Reason | null, };
export type FoundOrder = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * How it was found.
 */
by: OrderFoundBy, };
export type FoundPerson = { 
/**
 * Who.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * What they like to be called, where it is another name.
 */
called: string | null, 
/**
 * The name on a record that is with theirs now, where they were found by it.
 */
formerly: string | null, 
/**
 * The year they were born in.
 */
born_year: number | null, 
/**
 * The last four digits of their phone.
 */
phone_last4: string | null, 
/**
 * Orders that still owe something.
 */
open_orders: number, 
/**
 * Checked in and not gone yet.
 */
here: boolean, 
/**
 * How they were found.
 */
why: Array<Why>, };
export type FrameSource = "ours" | "lab" | "vendor" | "patient_own";
export type GiveReason = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * Which finding.
 */
key: string, 
/**
 * The words; for a look-alike, that it was seen is enough.
 */
reason: string, };
export type Goes = "into_new" | "scrapped" | "back_to_lab" | "patient_keeps" | "lost";
export type Grade = "note" | "ask" | "stop";
export type HandOverId = number & { readonly of: 'hand_over' };
export type HandOverState = "open" | "frozen" | "handed_over" | "refused" | "abandoned" | "taken_back";
export type HandOverView = { 
/**
 * Id.
 */
id: HandOverId, 
/**
 * Where it stands.
 */
state: HandOverState, 
/**
 * When it began.
 */
started_at: At, 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray: fetch by this, not by name.
 */
tray: string | null, 
/**
 * The tray it was in last.
 */
last_tray: string | null, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name.
 */
name: string, 
/**
 * What they like to be called, for what is said aloud.
 */
called: string, 
/**
 * During which visit.
 */
visit_id: VisitId | null, 
/**
 * Frame as ordered, to compare with the one in the case.
 */
frame: string | null, 
/**
 * What was ordered.
 */
kind: OrderKind, 
/**
 * SV, FT28, PAL …
 */
lens_type: string | null, 
/**
 * The powers ordered.
 */
powers: Powers, 
/**
 * The newest check of the work against the order.
 */
verification: Verification | null, 
/**
 * How the said name compares; never the right answer.
 */
name_match: Match | null, 
/**
 * How the said birth date compares; never the right answer.
 */
born_match: Match | null, 
/**
 * What was scanned or typed as tray or order.
 */
scanned: string | null, 
/**
 * It is this order's.
 */
scan_matches: boolean, 
/**
 * The order that was scanned instead.
 */
other: OtherOrder | null, 
/**
 * The five checks.
 */
checks: Array<Check>, 
/**
 * What was found, worst first.
 */
findings: Array<FoundHere>, 
/**
 * The parts.
 */
parts: Array<PartToTick>, 
/**
 * Case opened together, label read, frame compared.
 */
case_opened: boolean, 
/**
 * There is something to look through, so the patient looks before it is theirs.
 */
must_look: boolean, 
/**
 * The patient looked, distance and near.
 */
looked: boolean, 
/**
 * Why they did not look.
 */
not_looked: Reason | null, 
/**
 * Who saw them look, and when.
 */
look_step: StepDone | null, 
/**
 * Who may collect for the patient.
 */
contacts: Array<Contact>, 
/**
 * Nobody else may collect.
 */
only_me: boolean, 
/**
 * Somebody alike has something open.
 */
look_alikes: Array<Alert>, 
/**
 * Only the look and "received by" are left.
 */
can_finish: boolean, 
/**
 * What the recheck compares.
 */
points: Array<Point>, 
/**
 * Who froze it, and when.
 */
frozen: StepDone | null, 
/**
 * The number of the near miss that was kept.
 */
near_miss: string | null, 
/**
 * Who received it, once handed over.
 */
received_by: string | null, 
/**
 * Their relation, where it was not the patient.
 */
relation: string | null, 
/**
 * Who ended it, and when.
 */
ended: StepDone | null, };
export type HandedOverTo = { 
/**
 * By which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * The name of who received it.
 */
received_by: string, 
/**
 * Relation, where it was not the patient.
 */
relation: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who handed it over.
 */
by: string | null, };
export type Happening = { 
/**
 * Place in the trail.
 */
seq: number, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who did it; None for the desk itself.
 */
by: string | null, 
/**
 * Which command.
 */
command: string, 
/**
 * `done` or `refused_kept`.
 */
ended: string, 
/**
 * The request, for the words.
 */
request: Record<string, unknown>, 
/**
 * The reply, for the words.
 */
reply: unknown, };
export type HeldBy = "us" | "own_patient" | "other_patient" | "unknown";
export type Helped = { "said": "not_known_yet" } | { "said": "no", 
/**
 * Which one showed it.
 */
number: string, } | { "said": "yes" };
export type Import = { 
/**
 * Id.
 */
id: ImportId, 
/**
 * The clinic's name for the other system.
 */
source: string, 
/**
 * The file's name.
 */
file_name: string, 
/**
 * What its rows are.
 */
kind: FileKind, 
/**
 * When.
 */
at: At, 
/**
 * Who.
 */
by: StaffId, 
/**
 * How many rows went which way.
 */
counts: ImportCounts, 
/**
 * When it was undone.
 */
undone_at: At | null, };
export type ImportCounts = { 
/**
 * Rows in the file, without its heading and empty lines.
 */
rows_read: number, 
/**
 * Rows that brought something new.
 */
added: number, 
/**
 * Rows that changed what was here.
 */
changed: number, 
/**
 * Rows that say what is known already.
 */
unchanged: number, 
/**
 * Rows that cannot be used, each with its reason.
 */
left_out: number, 
/**
 * Patients added.
 */
patients_added: number, 
/**
 * Orders added.
 */
orders_added: number, };
export type ImportEverything = { 
/**
 * The picked folder's token: the export's own folder.
 */
token: string, 
/**
 * Opens the file each morning; at least 12 characters, and 5 different ones.
 */
passphrase: string, 
/**
 * Who brings it in: one of its managers.
 */
manager: StaffId, 
/**
 * Their new PIN. Everybody else gets one from them.
 */
pin: string, };
export type ImportField = "patient_number" | "given_name" | "family_name" | "full_name" | "preferred_name" | "birth_date" | "phone" | "other_phone" | "email" | "address" | "address_more" | "city" | "state" | "postcode" | "patient_note" | "order_number" | "ordered_on" | "expected_on" | "promised_on" | "collected_on" | "status" | "job_type" | "lens_type" | "frame_source" | "frame" | "tray" | "lab" | "prescribed_on" | "right_sphere" | "right_cylinder" | "right_axis" | "right_add" | "left_sphere" | "left_cylinder" | "left_axis" | "left_add" | "pupil_distance" | "right_pupil_distance" | "left_pupil_distance" | "dispenser" | "order_note";
export type ImportId = number & { readonly of: 'import' };
export type ImportMapping = { 
/**
 * What the rows are.
 */
kind: FileKind, 
/**
 * The columns that are read.
 */
columns: Array<MappedColumn>, 
/**
 * How full names are written.
 */
name_order?: NameOrder | null, 
/**
 * How powers above zero are written.
 */
signs: PowerSigns, 
/**
 * What the old system's own status words mean, where our list does not know or is overruled.
 */
state_words: { [key in string]: OrderState }, };
export type ImportPreview = { 
/**
 * The file's name.
 */
file_name: string, 
/**
 * Its form.
 */
shape: FileShape, 
/**
 * The clinic's name for the other system, where one is saved for such a file.
 */
source: string | null, 
/**
 * The mapping is a saved one.
 */
mapping_saved: boolean, 
/**
 * Which column is which.
 */
mapping: ImportMapping, 
/**
 * Every column.
 */
columns: Array<ColumnGuess>, 
/**
 * What must be said before it can be brought in. A status word without an answer only leaves its rows out.
 */
questions: Array<ImportQuestion>, 
/**
 * This very file was brought in before.
 */
imported_before: ImportId | null, 
/**
 * What the rows would do; `None` until the questions are answered and the source is named.
 */
rows: PreviewRows | null, };
export type ImportQuestion = { "ask": "date_order", 
/**
 * The column, counted from 0.
 */
column: number, 
/**
 * A start for the answer.
 */
suggested: DateOrder, 
/**
 * Both orders occur in the column.
 */
mixed: boolean, } | { "ask": "name_order", 
/**
 * A start for the answer.
 */
suggested: NameOrder, } | { "ask": "status_word", 
/**
 * The word.
 */
word: string, 
/**
 * In how many of the rows looked at.
 */
rows: number, } | { "ask": "missing", 
/**
 * The field.
 */
field: ImportField, };
export type Imported = { 
/**
 * The import, to undo it; `None` where nothing changed.
 */
import_id: ImportId | null, 
/**
 * How many rows went which way.
 */
counts: ImportCounts, };
export type InEmergency = { 
/**
 * Where the printed key was used: the one to print instead. The used one opens until this one is typed back.
 */
recovery_key: string | null, };
export type InKeychain = "no_keychain" | "not_kept" | "kept";
export type InstrumentFormat = "nidek_serial" | "nidek_xml" | "joia_xml" | "vca" | "huvitz";
export type InstrumentRead = { 
/**
 * The reading.
 */
instrument: InstrumentReading, 
/**
 * The right lens in standard form; empty where it was not read.
 */
right: string, 
/**
 * The left lens.
 */
left: string, 
/**
 * The lens of which the meter does not say the eye.
 */
either: string, };
export type InstrumentReading = { 
/**
 * What was measured.
 */
reading: Reading, 
/**
 * The laboratory's own powers for a compensated progressive, where the file holds them: what to verify by,
 * never what was measured. They say nothing of prism.
 */
verification: Powers | null, 
/**
 * The laboratory's job number, where the file holds one.
 */
job: string | null, 
/**
 * Maker and model, as the instrument calls itself.
 */
instrument: string | null, 
/**
 * When, in the instrument's own words and by its own clock.
 */
taken_at_text: string | null, 
/**
 * How it was written.
 */
format: InstrumentFormat, 
/**
 * What to know about it.
 */
notes: Array<Note>, };
export type InstrumentSource = { "from": "file", 
/**
 * Its token.
 */
file: string, } | { "from": "bytes", 
/**
 * As they came.
 */
bytes: Array<number>, };
export type JudgeLookAlike = { 
/**
 * One.
 */
patient_id: PatientId, 
/**
 * The other.
 */
other_id: PatientId, 
/**
 * What is decided.
 */
verdict: PairVerdict, 
/**
 * Why; needed to mute.
 */
reason: string, 
/**
 * The last day of a mute; left out: until somebody takes it back.
 */
until?: Day | null, };
export type JudgedPair = { 
/**
 * One.
 */
patient_id: PatientId, 
/**
 * Their name.
 */
name: string, 
/**
 * The other.
 */
other_id: PatientId, 
/**
 * Their name.
 */
other_name: string, 
/**
 * Pinned or muted.
 */
verdict: PairVerdict, 
/**
 * Why.
 */
reason: string, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who did.
 */
by: string, 
/**
 * The last day of a mute; None: until somebody takes it back.
 */
until: Day | null, 
/**
 * That day is over: the pair is warned about again.
 */
over: boolean, };
export type KeepInKeychain = { 
/**
 * From now on, or no longer.
 */
keep: boolean, 
/**
 * The passphrase or the recovery key: a PIN alone must not be enough. Not needed to stop it.
 */
secret?: string | null, };
export type KeepLetter = { 
/**
 * From which conversation; not said: the latest about the discrepancy, if there was one.
 */
recovery_id: RecoveryId | null, 
/**
 * About which discrepancy.
 */
discrepancy_id: DiscrepancyId | null, 
/**
 * What it is; not said: a letter.
 */
kind: LetterKind | null, 
/**
 * To whom.
 */
to: string, 
/**
 * The letter.
 */
body: string, };
export type KeepPractice = { 
/**
 * Which scenario's card.
 */
code: string, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * The answers that were chosen, turn by turn, each counted from 0.
 */
answers: Array<number>, };
export type KeepScenario = { 
/**
 * As a shipped scenario; read strictly.
 */
scenario: Scenario, 
/**
 * When the one was kept that this one was made from; None: it was made from ours.
 */
made_from: At | null, };
export type KeepToleranceSet = { 
/**
 * Which of the clinic's own it replaces; not said: it is a new one.
 */
id?: string | null, 
/**
 * Its file: JSON, as the published ones come.
 */
file: string, };
export type Keeper = "we" | "patient";
export type Kept = { 
/**
 * Visits whose wait could be measured.
 */
visits: number, 
/**
 * Of these, who waited no longer than we told them at check-in.
 */
kept: number, };
export type KeptFor = { 
/**
 * The kind.
 */
purpose: Purpose, 
/**
 * How often.
 */
kept: Kept, };
export type KeptItem = { 
/**
 * Which.
 */
part_id: PartId, 
/**
 * What.
 */
kind: PartKind, 
/**
 * Its label.
 */
label: string | null, 
/**
 * Since when we have it.
 */
since: At, 
/**
 * Given name of who took it.
 */
taken_by: string | null, 
/**
 * It goes into the new frame.
 */
goes_into_new_frame: boolean, };
export type KeptSlip = { 
/**
 * Whom to ask: the clinic.
 */
clinic: string, 
/**
 * How to ask: the order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * What the Code 128 says.
 */
barcode: string | null, 
/**
 * Whose: their own paper bears their name.
 */
name: string, 
/**
 * What we keep.
 */
items: Array<KeptItem>, 
/**
 * When it was printed.
 */
printed_at: At, 
/**
 * Given name of who printed it.
 */
by: string, };
export type LabelAlike = { 
/**
 * First name and initial.
 */
short: string, 
/**
 * Their tray; None: their order is not here yet.
 */
tray: string | null, 
/**
 * What the two names have in common. Birth dates, addresses and frames stay out of the drawer.
 */
reason: string | null, };
export type LabelDoubt = "not_a_label" | "check_digit" | "hibc" | "no_such_day" | "cut_off";
export type LabelPart = { 
/**
 * Which.
 */
part_id: PartId, 
/**
 * What.
 */
kind: PartKind, 
/**
 * Its label.
 */
label: string | null, 
/**
 * The patient's own.
 */
theirs: boolean, 
/**
 * The order is complete without it.
 */
optional: boolean, };
export type LastSeen = { 
/**
 * Custody then.
 */
custody: Custody, 
/**
 * Place then.
 */
place: string | null, 
/**
 * Who had it.
 */
holder: string | null, 
/**
 * When it got there.
 */
at: At, 
/**
 * Given name of who put it there.
 */
by: string | null, };
export type LeaveHandOver = { 
/**
 * Which.
 */
hand_over_id: HandOverId, 
/**
 * Why, if worth a word.
 */
why: string | null, };
export type Leaves = "better" | "same" | "worse";
export type LeftOut = { 
/**
 * The line of an NDJSON file, or the entry of a bundle, counted from 1.
 */
place: number, 
/**
 * The resource's own id.
 */
id: string | null, 
/**
 * Why.
 */
why: WhyLeftOut, };
export type LeftOutFile = { 
/**
 * A name to save it under.
 */
name: string, 
/**
 * Its text: CSV with a byte order mark, safe to open in a spreadsheet.
 */
text: string, };
export type LeftOutRow = { 
/**
 * Its line.
 */
line: number, 
/**
 * The column to blame.
 */
column: string | null, 
/**
 * Why.
 */
reason: RowReason, 
/**
 * The row as it stands in the file, its first 300 letters.
 */
raw: string, };
export type LensCheck = { 
/**
 * How it came out.
 */
verdict: LensVerdict, 
/**
 * Every field that was compared, as worn.
 */
fields: Array<FieldChecked>, 
/**
 * Why it cannot be said, where it cannot.
 */
cannot: Array<Cannot>, 
/**
 * Something is so near its limit that it should be read again.
 */
read_again: boolean, 
/**
 * It passes both ways round: power cannot show whether right and left are exchanged.
 */
swap_unseen: boolean, };
export type LensField = "sphere" | "other_meridian" | "cyl" | "axis" | "add" | "height" | "mono_pd" | "horizontal_prism" | "vertical_prism" | "pd";
export type LensVerdict = "match" | "out_of_tolerance" | "swapped" | "wrong_pair" | "cannot_verify";
export type Lenses = "both" | "right" | "left" | "none";
export type LensesChecked = { 
/**
 * Every field, and what it comes to.
 */
check: LensCheck, 
/**
 * The limits used, as people call them.
 */
tolerances: string, 
/**
 * The powers it was compared with: those ordered, or the laboratory's verification powers.
 */
ordered: Powers, 
/**
 * They are the laboratory's.
 */
by_lab: boolean, 
/**
 * When it is not as ordered: every open order it could be, nearest first. Never one name when two fit.
 */
whose: Array<WhoseLine>, };
export type LensmeterNow = { 
/**
 * The watched folder.
 */
folder: WatchedFolder | null, 
/**
 * The serial port.
 */
port: OpenPort | null, 
/**
 * What was sent last, if that was a few minutes ago.
 */
newest: NewestReading | null, };
export type Letter = { 
/**
 * Id.
 */
id: LetterId, 
/**
 * What it is.
 */
kind: LetterKind, 
/**
 * To whom.
 */
to: string, 
/**
 * The letter.
 */
body: string, 
/**
 * When it was kept.
 */
at: At, 
/**
 * Given name of who wrote it.
 */
by: string, };
export type LetterDraft = { 
/**
 * To whom: what we call them now.
 */
to: string | null, 
/**
 * They are a child: it speaks to them.
 */
to_child: boolean, 
/**
 * The apology, an opening of the scenario.
 */
opening: string | null, 
/**
 * Owning it.
 */
own: Array<string>, 
/**
 * What they said to us about it, in their own words.
 */
patient_words: string | null, 
/**
 * What changes here, as the review says; None: not reviewed.
 */
changed: string | null, 
/**
 * What they said would make it right.
 */
make_right: string | null, 
/**
 * What we offered and they took.
 */
chosen: Array<Chosen>, 
/**
 * What we promised and still owe.
 */
promises: Array<PromiseLine>, 
/**
 * The facts that lines name.
 */
facts: RecordFacts, 
/**
 * The clinic.
 */
clinic: string, };
export type LetterId = number & { readonly of: 'letter' };
export type LetterKind = "letter" | "card" | "changed";
export type ListOrders = { 
/**
 * Which.
 */
list: OrderList, };
export type ListenToPort = { 
/**
 * The port; None: none any more.
 */
port: PortChoice | null, };
export type Load = "quiet" | "some" | "busy" | "full";
export type LogDiscrepancy = { 
/**
 * What.
 */
kind: DiscrepancyKind, 
/**
 * Our facts in one line; a near miss may go without.
 */
line?: string | null, 
/**
 * The patient's own words.
 */
patient_words?: string | null, 
/**
 * Caught before harm.
 */
near_miss?: boolean, 
/**
 * Whose; not said: whose order it is.
 */
patient_id?: PatientId | null, 
/**
 * Which order; not said: which the part belongs to.
 */
order_id?: OrderId | null, 
/**
 * Which part.
 */
part_id?: PartId | null, 
/**
 * The other patient's order in it.
 */
other_order_id?: OrderId | null, 
/**
 * During which visit.
 */
visit_id?: VisitId | null, 
/**
 * Who says so, where it is not the patient.
 */
complainant?: string | null, 
/**
 * Somebody may be hurt.
 */
injury?: boolean, 
/**
 * Somebody may have seen what is another's; wrong patients' orders and privacy always say so.
 */
breach?: boolean, 
/**
 * The patient came and asked: this is the first time of what a second time makes worse.
 */
asked?: boolean, 
/**
 * It happened before, and this is another time.
 */
again?: boolean, };
export type LookAlikeJudged = { 
/**
 * When.
 */
at: At, };
export type LookAlikeReport = { 
/**
 * Pairs that were judged, newest first.
 */
pairs: Array<JudgedPair>, 
/**
 * The last weeks, newest first; a week without any is left out.
 */
weeks: Array<AlertWeek>, };
export type LookAtPlace = { 
/**
 * In which search.
 */
search_id: SearchId, 
/**
 * The place's kind, as listed; not said: somewhere else, in words.
 */
kind?: string | null, 
/**
 * Which place.
 */
place?: string | null, 
/**
 * It was there.
 */
found: boolean, 
/**
 * Found: the label that was with it, scanned or typed. It must be this order's.
 */
scanned?: string | null, 
/**
 * Found: where it is put now; not said: the order's tray, or where it was.
 */
put?: string | null, };
export type LookTogether = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * Case opened together, label read, frame model, color and size compared.
 */
case_opened: boolean, 
/**
 * The patient looked through them, distance and near.
 */
looked: boolean, 
/**
 * Why they did not look: in a hurry, drops in their eyes.
 */
not_looked?: string | null, };
export type Looked = { 
/**
 * When.
 */
at: At, 
/**
 * Given name.
 */
by: string, 
/**
 * It was there.
 */
found: boolean, };
export type MakePromise = { 
/**
 * To whom.
 */
patient_id: PatientId, 
/**
 * About which order.
 */
order_id?: OrderId | null, 
/**
 * In which discrepancy.
 */
discrepancy_id?: DiscrepancyId | null, 
/**
 * Promised.
 */
what: Promised, 
/**
 * In words, where the code does not say it.
 */
words?: string | null, 
/**
 * The day we say.
 */
by: Day, 
/**
 * The time we say, in minutes since midnight; not said: an hour before closing.
 */
by_minute?: number | null, 
/**
 * How it was said.
 */
channel?: Channel | null, 
/**
 * Who sees to it; not said: whoever makes it.
 */
sees_to?: StaffId | null, 
/**
 * Though the clinic is closed then.
 */
even_if_closed?: boolean | null, };
export type MappedColumn = { 
/**
 * The column's name in the file.
 */
header: string, 
/**
 * Its place, counted from 0; used where two columns share a name.
 */
index: number, 
/**
 * What it fills.
 */
field: ImportField, 
/**
 * For dates: which number comes first. `None` until somebody has said.
 */
date_order?: DateOrder | null, };
export type Match = "match" | "slip" | "differs" | "not_on_file";
export type MayBe = { 
/**
 * Who.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * Given and family name of the record by which they were recognized.
 */
names: [string, string], 
/**
 * The older name by which they were recognized.
 */
formerly: string | null, 
/**
 * The year they were born in.
 */
born_year: number | null, 
/**
 * The last four digits of their phone.
 */
phone_last4: string | null, 
/**
 * How likely, in percent.
 */
percent: number, 
/**
 * What each field says.
 */
fields: Array<FieldSays>, 
/**
 * What a person should look at before they say yes: twins, father and son.
 */
against: Array<Finding>, };
export type MayBeHere = { 
/**
 * The row's line.
 */
line: number, 
/**
 * The person of the row, as the file writes them.
 */
row: PatientDetails, 
/**
 * Who here may be them, the likeliest first.
 */
candidates: Array<PersonHere>, };
export type MergeField = "given" | "family" | "preferred" | "born" | "phone" | "address" | "only_me" | "note";
export type MergeId = number & { readonly of: 'merge' };
export type MergePatients = { 
/**
 * The record that is kept.
 */
keep_id: PatientId, 
/**
 * The record that goes with it.
 */
gone_id: PatientId, 
/**
 * What is taken from the one that goes; everything else stays as the kept one has it.
 */
take: Array<MergeField>, 
/**
 * Both records as they were seen, from `compare_patients`.
 */
seen: string, 
/**
 * Why, where something speaks against it.
 */
reason?: string | null, };
export type MergedHere = { 
/**
 * Takes it back.
 */
merge_id: MergeId, 
/**
 * The name on it.
 */
name: string, 
/**
 * The year of birth on it.
 */
born_year: number | null, 
/**
 * Why, where something spoke against it.
 */
reason: string | null, 
/**
 * When it was merged.
 */
at: At, 
/**
 * Given name of who did.
 */
by: string, 
/**
 * Numbers of the orders taken since: made two again, they stay with this record.
 */
orders_since: Array<string>, };
export type MeterMake = "nidek" | "huvitz" | "other";
export type MissingPart = { 
/**
 * Which.
 */
part_id: PartId, 
/**
 * What.
 */
kind: PartKind, 
/**
 * Its label.
 */
label: string | null, 
/**
 * Where it is said to be.
 */
custody: Custody, 
/**
 * Which place.
 */
place: string | null, 
/**
 * Where it was seen last, by whom, when.
 */
last_seen: LastSeen | null, };
export type Mood = "calm" | "upset" | "angry" | "silent" | "child" | "hard_of_hearing" | "hurry" | "phone" | "not_patient";
export type Move = { 
/**
 * Which part.
 */
part_id: PartId, 
/**
 * From where.
 */
from_custody: Custody, 
/**
 * From which place.
 */
from_place: string | null, 
/**
 * To where.
 */
to_custody: Custody, 
/**
 * To which place.
 */
to_place: string | null, 
/**
 * Who has it then.
 */
holder: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who moved it.
 */
by: string | null, 
/**
 * Why, if said.
 */
note: string | null, };
export type MoveOrder = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * The state it goes to.
 */
to: OrderState, 
/**
 * The state the page showed: somebody quicker is then told.
 */
seen_state?: OrderState | null, 
/**
 * Parts that go to the lab with it; not said: what is made there.
 */
along?: Array<PartId> | null, 
/**
 * Why, if said.
 */
note?: string | null, };
export type MovePart = { 
/**
 * Which.
 */
part_id: PartId, 
/**
 * Where.
 */
custody: Custody, 
/**
 * Where exactly; here and not said: the order's tray.
 */
place?: string | null, 
/**
 * Who has it.
 */
holder?: string | null, 
/**
 * Why, if said.
 */
note?: string | null, 
/**
 * The move before was a slip: the part goes back to where it was said to be.
 */
takes_back?: boolean, };
export type NameOrder = "family_comma_given" | "given_family" | "family_given";
export type Needs = "anyone" | "colleague" | "manager" | "clinician";
export type Never = { 
/**
 * The sentence.
 */
say: string, 
/**
 * Why it hurts.
 */
why: string, };
export type NewPart = { 
/**
 * What it is.
 */
kind: PartKind, 
/**
 * "Kite 8 46-16 Blue", "his own".
 */
label: string | null, 
/**
 * Where it is now.
 */
custody: Custody, 
/**
 * Where exactly.
 */
place: string | null, 
/**
 * Who has it.
 */
holder: string | null, 
/**
 * Must be here before the order is complete.
 */
needed: boolean, };
export type NewRecoveryKey = { 
/**
 * The clinic's passphrase, or the key that is there: a PIN alone must not be enough to make one.
 */
passphrase: string, };
export type NewestBackup = { 
/**
 * Its file's name.
 */
name: string, 
/**
 * When it was made.
 */
made_at: At, };
export type NewestReading = { 
/**
 * Tells one from the next.
 */
number: number, 
/**
 * When it came in.
 */
at: At, 
/**
 * How.
 */
came_by: CameBy, 
/**
 * How many bytes: the one thing to see where a line speaks at another speed.
 */
bytes: number, 
/**
 * The reading.
 */
read: InstrumentRead | null, 
/**
 * Or why it is none.
 */
failed: NotAReading | null, };
export type NotAReading = { "code": "not_a_lensmeter" } | { "code": "checksum_wrong" } | { "code": "garbled" } | { "code": "meter_error" } | { "code": "contact_lens" } | { "code": "nothing_measured" } | { "code": "more_than_one" } | { "code": "too_large" };
export type NotTheirs = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * In the patient's own words.
 */
words: string | null, };
export type Note = { 
/**
 * What.
 */
code: NoteCode, 
/**
 * Which lens; None: the one whose eye was not chosen.
 */
side: Side | null, };
export type NoteCode = "lens_incomplete" | "lens_error" | "prism_base_unclear";
export type Nothing = Record<symbol, never>;
export type Noticed = { 
/**
 * What they said.
 */
patient: string, 
/**
 * What was answered.
 */
say: string, 
/**
 * What an experienced colleague would notice.
 */
noticed: string, 
/**
 * It helped.
 */
good: boolean, 
/**
 * What would have helped; None: it did.
 */
better: string | null, };
export type Notification = { 
/**
 * Id.
 */
id: NotificationId, 
/**
 * When somebody set it going.
 */
at: At, 
/**
 * When it goes; until then it can be taken back.
 */
goes_at: At, 
/**
 * Given name of who set it going.
 */
by: string, 
/**
 * When it was taken back.
 */
taken_back_at: At | null, 
/**
 * Given name of who took it back.
 */
taken_back_by: string | null, };
export type NotificationId = number & { readonly of: 'notification' };
export type NotifyOrder = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * The state the page showed: somebody quicker is then told.
 */
seen_state?: OrderState | null, };
export type OfContact = { 
/**
 * Which.
 */
contact_id: ContactId, };
export type OfDiscrepancy = { 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, };
export type OfEmergency = { 
/**
 * Under which name it stands.
 */
staff_id: StaffId, };
export type OfFollowUp = { 
/**
 * Which.
 */
promise_id: PromiseId, };
export type OfHandOver = { 
/**
 * Which.
 */
hand_over_id: HandOverId, };
export type OfImport = { 
/**
 * Which.
 */
import_id: ImportId, };
export type OfLetters = { 
/**
 * Which conversation; not said: the latest about the discrepancy, if there was one.
 */
recovery_id: RecoveryId | null, 
/**
 * Which discrepancy.
 */
discrepancy_id: DiscrepancyId | null, };
export type OfMerge = { 
/**
 * Which.
 */
merge_id: MergeId, };
export type OfOrder = { 
/**
 * Which.
 */
order_id: OrderId, };
export type OfOwedVisit = { 
/**
 * Which.
 */
owed_visit_id: OwedVisitId, };
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
export type OfRecovery = { 
/**
 * Which.
 */
recovery_id: RecoveryId, };
export type OfScenario = { 
/**
 * Its code.
 */
code: string, };
export type OfToleranceSet = { 
/**
 * Which.
 */
id: string, };
export type OfVisit = { 
/**
 * Which.
 */
visit_id: VisitId, };
export type Offered = { 
/**
 * The choice.
 */
choice: Choice, 
/**
 * Whoever stands there may not offer it alone: who must agree, by PIN.
 */
asks: Needs | null, 
/**
 * What may still be given without asking, in minor currency units; None: it costs no allowance.
 */
up_to_minor: number | null, 
/**
 * Who must agree to more, by PIN; None: nobody.
 */
above: Needs | null, 
/**
 * A time for what it promises, to begin with; None: it promises nothing.
 */
proposed: PromiseTime | null, };
export type OldLenses = { 
/**
 * Who keeps them.
 */
kept_by: Keeper, 
/**
 * Where, when we do.
 */
place?: string | null, 
/**
 * They go into the new frame, so no new ones are made.
 */
go_into_new_frame: boolean, };
export type OldRecordsRemoved = { 
/**
 * Of each class.
 */
removed: { [key in RecordClass]?: number }, };
export type OpenBackup = { 
/**
 * One of those on this machine, by its file's name …
 */
name?: string | null, 
/**
 * … or a file that was picked.
 */
token?: string | null, 
/**
 * Passphrase or recovery key, as typed.
 */
secret: string, };
export type OpenExport = { 
/**
 * The picked folder's token: the export's own folder.
 */
token: string, };
export type OpenOrder = { 
/**
 * The order, its powers too.
 */
order: Order, 
/**
 * The one line, the mark, the next step.
 */
readiness: Readiness, 
/**
 * Where a person may move it next.
 */
offered: Array<OrderState>, 
/**
 * Its parts.
 */
parts: Array<Part>, 
/**
 * The notification that stands.
 */
notification: Notification | null, 
/**
 * The newest call about it.
 */
last_call: PhoneCall | null, };
export type OpenPort = { 
/**
 * Which, and how its line speaks.
 */
choice: PortChoice, 
/**
 * How it stands.
 */
standing: Standing, };
export type Opening = { 
/**
 * Opens.
 */
opens: number, 
/**
 * Closes.
 */
closes: number, };
export type OpeningLine = { 
/**
 * Its tone.
 */
tone: Tone, 
/**
 * The sentence.
 */
say: string, 
/**
 * Said best to somebody who is so; empty: to anybody.
 */
to?: Array<Mood>, };
export type Order = { 
/**
 * Id.
 */
id: OrderId, 
/**
 * The number people say.
 */
number: string, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Since when.
 */
state_since: At, 
/**
 * Its tray now.
 */
tray: string | null, 
/**
 * The tray it was in last.
 */
last_tray: string | null, 
/**
 * SV, FT28, PAL …
 */
lens_type: string | null, 
/**
 * Frame model, size, color.
 */
frame: string | null, 
/**
 * Whose frame it is.
 */
frame_source: FrameSource | null, 
/**
 * Who makes it.
 */
lab: string | null, 
/**
 * When it was taken.
 */
placed_on: Day | null, 
/**
 * When the lab should have it here.
 */
expected_on: Day | null, 
/**
 * What we told the patient.
 */
promised_on: Day | null, 
/**
 * The prescription it was made from.
 */
prescription_id: PrescriptionId | null, 
/**
 * The powers ordered.
 */
powers: Powers, 
/**
 * Made with compensated powers: the lenses are checked with the laboratory's own, not with those ordered.
 */
compensated: boolean, 
/**
 * The laboratory's verification powers, as on the slip that came with the lenses.
 */
lab_powers: Powers | null, 
/**
 * A note.
 */
note: string | null, 
/**
 * The old system's word for its state.
 */
old_system_word: string | null, 
/**
 * Who dispensed it, initials or name.
 */
dispenser: string | null, };
export type OrderAdded = { 
/**
 * Id.
 */
order_id: OrderId, 
/**
 * The number people say.
 */
number: string, 
/**
 * What of the patient's we keep: print the slip.
 */
kept: Array<PartId>, };
export type OrderFoundBy = "number" | "tray" | "box";
export type OrderId = number & { readonly of: 'order' };
export type OrderKind = "spectacles" | "contact_lenses" | "repair" | "warranty_replacement" | "dental_appliance" | "other";
export type OrderLine = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Since when.
 */
state_since: At, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Frame model, size, color.
 */
frame: string | null, 
/**
 * Who makes it.
 */
lab: string | null, 
/**
 * When the lab should have it here.
 */
expected_on: Day | null, 
/**
 * What we told the patient.
 */
promised_on: Day | null, };
export type OrderList = "open" | "to_send" | "on_the_way" | "to_check" | "to_tell" | "to_collect";
export type OrderMoved = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Where it stood.
 */
from: OrderState, 
/**
 * Where it stands.
 */
to: OrderState, 
/**
 * Where it may go next.
 */
offered: Array<OrderState>, };
export type OrderNotified = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * The notification.
 */
notification_id: NotificationId, 
/**
 * When it goes; until then it can be taken back.
 */
goes_at: At, };
export type OrderPage = { 
/**
 * The order.
 */
order: Order, 
/**
 * Whose, as on a label.
 */
name: string, 
/**
 * Where a person may move it next.
 */
offered: Array<OrderState>, 
/**
 * Its contact lenses, where it is for any.
 */
contacts: OrderedContacts | null, 
/**
 * What is not as on the prescription on file, and what was said to it.
 */
against_prescription: Array<RxFinding>, 
/**
 * Its parts.
 */
parts: Array<Part>, 
/**
 * Every move of every part, oldest first.
 */
moves: Array<Move>, 
/**
 * Every check, newest first.
 */
verifications: Array<Verification>, 
/**
 * Every notification, newest first.
 */
notifications: Array<Notification>, 
/**
 * Every call, newest first.
 */
calls: Array<PhoneCall>, 
/**
 * What it was made again for, where it is a remake.
 */
remake_of: Remake | null, 
/**
 * What it was made again as.
 */
remade_as: Remake | null, 
/**
 * Its discrepancies, open or not, newest first.
 */
discrepancies: Array<DiscrepancyLine>, 
/**
 * Who has it, where it was handed over here.
 */
handed_over: HandedOverTo | null, 
/**
 * What happened, newest first.
 */
history: Array<Happening>, };
export type OrderReceived = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string, 
/**
 * Everything it waits for is here.
 */
complete: boolean, 
/**
 * What it still waits for, last seen where, by whom, when.
 */
missing: Array<Finding>, };
export type OrderRemade = { 
/**
 * Id.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * The old one's.
 */
of_number: string, };
export type OrderSide = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * Who has it, where somebody said so.
 */
held_by: HeldBy | null, 
/**
 * It must come back to us.
 */
must_come_back: boolean, 
/**
 * When that was said.
 */
at: At | null, 
/**
 * Given name of who said it.
 */
by: string | null, };
export type OrderState = "confirmed" | "ordered" | "at_lab" | "frame_to_come" | "lab_hold" | "back_ordered" | "delayed" | "received" | "verified" | "failed_check" | "notified" | "collected" | "uncollected" | "cancelled" | "remade" | "returned";
export type OrderVerified = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * The check.
 */
verification_id: VerificationId, 
/**
 * Where the order stands now.
 */
state: OrderState, };
export type OrderedContact = { 
/**
 * What every box must say.
 */
lens: ContactLens, 
/**
 * How many boxes.
 */
boxes: number, };
export type OrderedContacts = { 
/**
 * Right eye.
 */
right: OrderedContact | null, 
/**
 * Left eye.
 */
left: OrderedContact | null, };
export type OtherOrder = { 
/**
 * What was scanned of it; its label where something unknown was scanned after it.
 */
scanned: string, 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Whose, as on a tray label: first name and initial.
 */
name: string, 
/**
 * It is this patient's too.
 */
same_patient: boolean, };
export type OverrideStop = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * Which finding.
 */
key: string, 
/**
 * The second person.
 */
staff_id: StaffId, 
/**
 * Their PIN.
 */
pin: string, 
/**
 * Why.
 */
reason: string, };
export type OwedKind = "fitting" | "return";
export type OwedVisit = { 
/**
 * Id.
 */
id: OwedVisitId, 
/**
 * To whom; None for a walk-in.
 */
patient_id: PatientId | null, 
/**
 * Their name.
 */
shown: string, 
/**
 * What we owe.
 */
what: OwedKind, 
/**
 * What to check them in for when they come.
 */
purpose: Purpose, 
/**
 * When they said they would come.
 */
due_on: Day | null, 
/**
 * Since when we owe it.
 */
owed_since: At, 
/**
 * The order it is about …
 */
order_id: OrderId | null, 
/**
 * … and its number.
 */
order_number: string | null, 
/**
 * The visit it came from.
 */
from_visit: VisitId, };
export type OwedVisitId = number & { readonly of: 'owed_visit' };
export type PairVerdict = "pinned" | "muted" | "neither";
export type Paper = "locale" | "a4" | "letter";
export type Parity = "none" | "odd" | "even";
export type Part = { 
/**
 * Id.
 */
id: PartId, 
/**
 * Of which order.
 */
order_id: OrderId, 
/**
 * What it is.
 */
kind: PartKind, 
/**
 * "Kite 8 46-16 Blue", "his own".
 */
label: string | null, 
/**
 * Where it is.
 */
custody: Custody, 
/**
 * Where exactly: tray, desk, drawer.
 */
place: string | null, 
/**
 * Who had it last.
 */
holder: string | null, 
/**
 * Since when.
 */
moved_at: At, 
/**
 * Given name of who moved it.
 */
moved_by: string | null, 
/**
 * Must be here before the order is complete.
 */
needed: boolean, 
/**
 * The patient's own: while we keep it they have a slip.
 */
theirs: boolean, 
/**
 * Where it was before it could not be located.
 */
last_seen: LastSeen | null, };
export type PartGoes = { 
/**
 * Which part.
 */
part_id: PartId, 
/**
 * Where it goes.
 */
goes: Goes, };
export type PartId = number & { readonly of: 'part' };
export type PartKind = "frame" | "right_lens" | "left_lens" | "own_frame" | "old_lenses" | "case" | "contact_lens_box" | "accessory" | "appliance";
export type PartToTick = { 
/**
 * The part.
 */
part: Part, 
/**
 * Seen in the case.
 */
ticked: boolean, };
export type PastOrder = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * What was made.
 */
kind: OrderKind, 
/**
 * How it ended.
 */
state: OrderState, 
/**
 * When.
 */
state_since: At, 
/**
 * When it was taken.
 */
placed_on: Day | null, 
/**
 * Frame model, size, color.
 */
frame: string | null, 
/**
 * SV, FT28, PAL …
 */
lens_type: string | null, };
export type Patient = { 
/**
 * Id.
 */
id: PatientId, 
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
export type PatientPage = { 
/**
 * Which.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * What to call them.
 */
called: string, 
/**
 * First name and initial: what others may see.
 */
short: string, 
/**
 * The year they were born in.
 */
born_year: number | null, 
/**
 * The last four digits of their phone.
 */
phone_last4: string | null, 
/**
 * Nobody else may collect for them.
 */
only_me: boolean, 
/**
 * A note for the desk.
 */
note: string | null, 
/**
 * Who may collect for them.
 */
contacts: Array<Contact>, 
/**
 * Orders that still owe something, oldest first.
 */
open_orders: Array<OpenOrder>, 
/**
 * Orders that are over, newest first.
 */
past_orders: Array<PastOrder>, 
/**
 * Their prescriptions, newest first.
 */
prescriptions: Array<Prescription>, 
/**
 * What is open about them, near misses too.
 */
discrepancies: Array<DiscrepancyLine>, 
/**
 * Who else with something open could be taken for them, loudest first.
 */
look_alikes: Array<Alert>, 
/**
 * What happened, newest first.
 */
history: Array<Happening>, 
/**
 * Their visit, if they are here.
 */
visit: Turn | null, 
/**
 * Visits we still owe them.
 */
owed_visits: Array<OwedVisit>, 
/**
 * Records that are with this one now, the newest first: that one can be taken back.
 */
merged: Array<MergedHere>, };
export type PatientsCompared = { 
/**
 * One.
 */
patient: Patient, 
/**
 * Its orders that still owe something.
 */
open_orders: number, 
/**
 * The other.
 */
other: Patient, 
/**
 * Its orders that still owe something.
 */
other_open_orders: number, 
/**
 * How likely they are one person, in percent.
 */
percent: number, 
/**
 * What each field says.
 */
fields: Array<FieldSays>, 
/**
 * What speaks against it: then a reason is needed.
 */
against: Array<Finding>, 
/**
 * What must end first: a visit, a hand-over.
 */
in_the_way: Array<Finding>, 
/**
 * Both records as they were seen; the merge asks for it.
 */
seen: string, };
export type PatientsMerged = { 
/**
 * Takes it back.
 */
merge_id: MergeId, 
/**
 * The record that is kept.
 */
patient_id: PatientId, 
/**
 * Their name now.
 */
name: string, };
export type PatientsUnmerged = { 
/**
 * The record that was kept.
 */
patient_id: PatientId, 
/**
 * The record that stands alone again.
 */
other_id: PatientId, 
/**
 * Orders taken since: they stay with the kept record, and somebody should look whose they are.
 */
orders_since: number, };
export type PersonAnswer = { "answer": "same", 
/**
 * Who.
 */
patient_id: PatientId, } | { "answer": "new" } | { "answer": "leave_out" } | { "answer": "undecided" };
export type PersonHere = { 
/**
 * Who.
 */
patient_id: PatientId, 
/**
 * How likely, in percent.
 */
percent: number, 
/**
 * What is known of them.
 */
details: PatientDetails, 
/**
 * What each field says, for and against.
 */
fields: Array<FieldSays>, };
export type PhoneCall = { 
/**
 * Id.
 */
id: CallId, 
/**
 * What came of it.
 */
outcome: CallOutcome, 
/**
 * Who was spoken to.
 */
spoke_to: string | null, 
/**
 * A note.
 */
note: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who called.
 */
by: string, };
export type Place = { 
/**
 * What kind of place: `own_tray`, `tray_before`, `last_place`, `other_order`, `place:drawer` …
 */
kind: string, 
/**
 * Which: `T017`, `drawer`, the order's number, who had it.
 */
place: string | null, 
/**
 * Things found at such a place here.
 */
finds: number, 
/**
 * Of so many found in all.
 */
of: number, 
/**
 * Who looked there in this search, the newest.
 */
looked: Looked | null, };
export type Point = "number" | "tray" | "frame" | "lenses";
export type PortChoice = { 
/**
 * As the system calls it: `COM3`, `/dev/ttyUSB0`.
 */
name: string, 
/**
 * Who made the meter.
 */
make: MeterMake, 
/**
 * Bits a second.
 */
baud: number, 
/**
 * The bit that each byte is checked with.
 */
parity: Parity, };
export type PowerSigns = "written" | "plus_omitted";
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
export type PracticeCard = { 
/**
 * What is the case, for whoever practices: two or three sentences.
 */
setting: string, 
/**
 * Seconds in which an experienced colleague would be through.
 */
seconds: number, 
/**
 * What is said, turn by turn; it begins at `start`.
 */
turns: { [key in string]: CardTurn }, 
/**
 * How it may end.
 */
ends: { [key in string]: CardEnd }, };
export type PracticeId = number & { readonly of: 'practice' };
export type PracticeRun = { 
/**
 * Id.
 */
id: PracticeId, 
/**
 * Which scenario's card.
 */
code: string, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * How many answers.
 */
answers: number, 
/**
 * How many of them helped.
 */
good: number, 
/**
 * How they left.
 */
leaves: Leaves, 
/**
 * When.
 */
at: At, };
export type PrescribedContacts = { 
/**
 * Right eye.
 */
right: ContactDetails | null, 
/**
 * Left eye.
 */
left: ContactDetails | null, };
export type Prescription = { 
/**
 * Id.
 */
id: PrescriptionId, 
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
powers: Powers, 
/**
 * What else its contact lenses are.
 */
contacts: PrescribedContacts, };
export type PrescriptionAnswered = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * How many findings.
 */
findings: number, };
export type PrescriptionId = number & { readonly of: 'prescription' };
export type PrescriptionKind = "spectacle" | "contact_lens";
export type PreviewFhir = { 
/**
 * The held file's token.
 */
file: string, 
/**
 * The clinic's name for the other system.
 */
source: string | null, 
/**
 * Who people are, as somebody said.
 */
decisions: Array<WearerDecision>, };
export type PreviewImport = { 
/**
 * The held file's token.
 */
file: string, 
/**
 * The clinic's name for the other system; `None`: as saved for a file like this.
 */
source: string | null, 
/**
 * Which column is which; `None`: as saved, or as proposed.
 */
mapping: ImportMapping | null, 
/**
 * What was said about people who may already be here.
 */
decisions: Array<RowDecision>, 
/**
 * "From this likelihood on they are the same": said by a person for all rows that have one candidate.
 */
same_from_percent: number | null, };
export type PreviewRows = { 
/**
 * How many rows go which way.
 */
counts: ImportCounts, 
/**
 * Why rows are left out, the commonest first.
 */
reasons: Array<ReasonCount>, 
/**
 * The first rows that are left out.
 */
left_out: Array<LeftOutRow>, 
/**
 * Cells that are left out of rows that are used.
 */
cells: Array<CellsLeftOut>, 
/**
 * People who may already be here and about whom somebody has to say; without an answer the row is left out.
 */
may_be_here: Array<MayBeHere>, 
/**
 * How many such people there are in all.
 */
may_be_here_count: number, 
/**
 * People who are surely here already: their rows fill gaps, they do not add anybody.
 */
surely_here: number, 
/**
 * The first rows that change something.
 */
changes: Array<ChangedRow>, };
export type PromiseEnded = { 
/**
 * Which.
 */
id: PromiseId, 
/**
 * How it ended: kept after its time is late, whatever we say.
 */
ended: Ended, 
/**
 * The one that it was moved to.
 */
moved_to: PromiseId | null, };
export type PromiseId = number & { readonly of: 'promise' };
export type PromiseLine = { 
/**
 * Id.
 */
id: PromiseId, 
/**
 * To whom.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * About which order.
 */
order_id: OrderId | null, 
/**
 * In which discrepancy.
 */
discrepancy_id: DiscrepancyId | null, 
/**
 * Promised.
 */
what: Promised, 
/**
 * In words.
 */
words: string | null, 
/**
 * When we aim for.
 */
aim_at: At, 
/**
 * When we said.
 */
said_at: At, 
/**
 * How it was said; None: not noted.
 */
channel: Channel | null, 
/**
 * Given name of who promised.
 */
by: string, 
/**
 * Who sees to it.
 */
sees_to: StaffId, 
/**
 * Their given name.
 */
seen_to_by: string, 
/**
 * The promise that this one stands for now.
 */
moved_from: PromiseId | null, 
/**
 * kept, late, broken, moved; None: open.
 */
ended: Ended | null, 
/**
 * How it is for them, where we asked.
 */
leaves: Leaves | null, 
/**
 * What they said then, in their own words.
 */
their_words: string | null, 
/**
 * Its time has passed and nobody kept it.
 */
late: boolean, 
/**
 * How much it presses, while it is open.
 */
group: DueGroup | null, 
/**
 * Whom to phone, first choice first; of open ones.
 */
whom: Array<Whom>, 
/**
 * The words to keep it with: `keep_…` or, past its time, `late_…` of what was promised.
 */
say: string, 
/**
 * The words to move it with, `move_…`; None: too late for that.
 */
say_move: string | null, };
export type PromiseMade = { 
/**
 * Id.
 */
id: PromiseId, 
/**
 * When we aim for.
 */
aim_at: At, 
/**
 * When we said.
 */
said_at: At, };
export type PromiseTime = { 
/**
 * As it is said.
 */
within: Within, 
/**
 * How many days or hours.
 */
count: number, 
/**
 * That day …
 */
day: Day, 
/**
 * … and minute of the day.
 */
minute: number, 
/**
 * The instant.
 */
at: At, };
export type Promised = "search_on" | "make_new" | "collect" | "call_back" | "follow_up" | "other";
export type PromisesKept = { 
/**
 * Made in that time.
 */
made: number, 
/**
 * Kept in time.
 */
kept: number, 
/**
 * Done, after their time.
 */
late: number, 
/**
 * Not kept.
 */
broken: number, 
/**
 * Moved, with a word before they were due; what they were moved to is counted by itself.
 */
moved: number, 
/**
 * Nobody answered them yet.
 */
open: number, 
/**
 * Of these, past their time.
 */
overdue: number, };
export type Prompt = { 
/**
 * What to do.
 */
kind: PromptKind, 
/**
 * The clinic's threshold that was passed, in minutes.
 */
after_min: number, 
/**
 * When it came due.
 */
due_at: At, 
/**
 * Minutes since they were last told anything (or came).
 */
told_min_ago: number, };
export type PromptKind = "greet" | "update" | "tell" | "manager" | "recovery" | "left_over";
export type PublicQueue = { 
/**
 * The desk's time.
 */
now: At, 
/**
 * Who waits, in the order they came.
 */
waiting: Array<PublicTurn>, 
/**
 * Who was called, in the order they came.
 */
called: Array<PublicTurn>, };
export type PublicTurn = { 
/**
 * "Sam K."; None: the ticket speaks.
 */
name: string | null, 
/**
 * The ticket, where there is no name, or two people share it.
 */
ticket: number | null, };
export type PublicView = "first_name" | "ticket";
export type Purpose = "collecting" | "adjustment" | "repair" | "fitting" | "question" | "other";
export type PutBack = { 
/**
 * Whom.
 */
visit_id: VisitId, 
/**
 * Why.
 */
why?: string | null, 
/**
 * Minutes until what they wait for is done ("your lenses are being cut"): a new wait begins with this quote, and
 * nobody else is held up. Left out: the wait goes on as if nobody had called.
 */
quote_min?: number | null, };
export type PutRight = { 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, 
/**
 * What was done.
 */
done: string, };
export type Queue = { 
/**
 * The desk's time, that all minutes below are counted to.
 */
now: At, 
/**
 * Who waits.
 */
waiting: Array<Turn>, 
/**
 * Whom somebody serves.
 */
with_us: Array<Turn>, };
export type Quote = { 
/**
 * Minutes to tell.
 */
minutes: number, 
/**
 * What it rests on.
 */
basis: QuoteBasis, 
/**
 * How many visits it was measured on, or are known so far.
 */
visits: number, 
/**
 * How many visits must be known before it is measured.
 */
needs_visits: number, 
/**
 * How many wait now.
 */
waiting: number, 
/**
 * The load that makes.
 */
load: Load, 
/**
 * How often the quote was kept in the recent visits of this kind.
 */
kept: Kept, };
export type QuoteBasis = "measured" | "measured_any_load" | "set";
export type QuotesKept = { 
/**
 * All kinds together.
 */
all: Kept, 
/**
 * Kinds with at least one measured visit.
 */
by_purpose: Array<KeptFor>, 
/**
 * What we aim for, in percent.
 */
aim_percent: number, };
export type ReadBox = { 
/**
 * What the scanner sent.
 */
scan: string, };
export type ReadContactLens = { 
/**
 * As typed: one eye's lens, or what a box says.
 */
text: string, };
export type ReadPrescription = { 
/**
 * As typed or pasted: one eye, or both.
 */
text: string, 
/**
 * An order comes in eighths, a reading in any hundredth.
 */
purpose: TypedFor, };
export type Readiness = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * The line.
 */
code: ReadyCode, 
/**
 * The mark.
 */
mark: ReadyMark, 
/**
 * The one next step: `hand_over`, `search`, `tell_when`, `ask_lab`, `order_now`, `verify`, `recheck`, `see_discrepancy`, `none`.
 */
next: string, 
/**
 * Where the order stands.
 */
state: OrderState, 
/**
 * Since when.
 */
state_since: At, 
/**
 * Parts that are not with the others.
 */
missing: Array<MissingPart>, 
/**
 * Parts that are here.
 */
here: Array<PartKind>, 
/**
 * When the lab should have it here.
 */
expected_on: Day | null, 
/**
 * What we told the patient.
 */
promised_on: Day | null, 
/**
 * The day is past.
 */
late: boolean, 
/**
 * Who has it, where handed over.
 */
handed_over: HandedOverTo | null, 
/**
 * Open discrepancies about it, by number.
 */
discrepancies: Array<string>, 
/**
 * Somebody alike has something open now.
 */
look_alikes: Array<Alert>, };
export type Reading = { 
/**
 * The right lens.
 */
right: Eye | null, 
/**
 * The left lens.
 */
left: Eye | null, 
/**
 * A lens nobody said the eye of.
 */
either: Eye | null, 
/**
 * Distance PD of both eyes, tenths of a millimetre.
 */
pd_tenths: number | null, 
/**
 * The step the meter rounds to, hundredths of a dioptre; None: it does not say.
 */
step: number | null, };
export type ReadyCode = "handed_over" | "over" | "frozen" | "never_ordered" | "part_missing" | "not_arrived" | "failed_check" | "not_verified" | "open_discrepancy" | "look_alike" | "complete";
export type ReadyMark = "done" | "soon" | "stop";
export type Reason = { 
/**
 * The words.
 */
reason: string, 
/**
 * Who gave it.
 */
staff_id: StaffId, 
/**
 * Their given name.
 */
by: string, 
/**
 * A second person overrode a *stop*.
 */
second: boolean, };
export type ReasonCount = { 
/**
 * Why.
 */
reason: RowReason, 
/**
 * How many.
 */
rows: number, };
export type ReceiveOrder = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * The tray it goes into; not said: the one it has.
 */
tray?: string | null, 
/**
 * The parts that came, each seen.
 */
arrived: Array<PartId>, 
/**
 * The parts that should have come.
 */
missing: Array<DidNotCome>, 
/**
 * The state the page showed: somebody quicker is then told.
 */
seen_state?: OrderState | null, };
export type Receiver = "patient" | { "contact": ContactId } | { "other": { 
/**
 * Their name.
 */
name: string, 
/**
 * Their relation to the patient.
 */
relation: string, 
/**
 * Why they may.
 */
reason: string, } };
export type RecordCall = { 
/**
 * About which order.
 */
order_id: OrderId, 
/**
 * What came of it.
 */
outcome: CallOutcome, 
/**
 * Who was spoken to.
 */
spoke_to?: string | null, 
/**
 * A note.
 */
note?: string | null, };
export type RecordClass = "orders" | "discrepancies" | "conversations" | "promises" | "visits" | "patients" | "practice";
export type RecordFacts = { 
/**
 * What we call the patient.
 */
patient: string | null, 
/**
 * Whole minutes since they came.
 */
minutes_waited: number | null, 
/**
 * The wait they were told at check-in, in minutes.
 */
quote: number | null, 
/**
 * Parts that are not here; empty: none.
 */
missing_parts: Array<PartKind>, 
/**
 * Where the first of these was last seen.
 */
last_seen: LastSeen | null, 
/**
 * Until when we promised last.
 */
promised: At | null, 
/**
 * The order's number.
 */
order: string | null, 
/**
 * How often they asked, where it was more than once.
 */
second_ask: number | null, 
/**
 * The given name of whoever stands there.
 */
staff: string | null, 
/**
 * When the order is expected.
 */
expected: Day | null, 
/**
 * Who complains for the patient, as written down.
 */
complainant: string | null, };
export type Recovery = { 
/**
 * Id.
 */
id: RecoveryId, 
/**
 * With whom, as they were on file then.
 */
patient_id: PatientId | null, 
/**
 * About which order.
 */
order_id: OrderId | null, 
/**
 * About which discrepancy.
 */
discrepancy_id: DiscrepancyId | null, 
/**
 * During which visit.
 */
visit_id: VisitId | null, 
/**
 * Which scenario.
 */
scenario: string, 
/**
 * How they are.
 */
mood: Mood | null, 
/**
 * What would make it right, in their own words.
 */
make_right: string | null, 
/**
 * What they said at the end, in their own words.
 */
said_last: string | null, 
/**
 * How they left.
 */
leaves: Leaves | null, 
/**
 * The safe way out was taken, and why.
 */
safely: Safely | null, 
/**
 * Whoever stood there was asked whether they need a break or a word.
 */
care_offered: boolean, 
/**
 * When it began.
 */
begun_at: At, 
/**
 * Who began it.
 */
begun_by: StaffId, 
/**
 * When it ended.
 */
ended_at: At | null, };
export type RecoveryEnded = { 
/**
 * The panel.
 */
view: RecoveryView, 
/**
 * Ask them kindly, now and never again about this one.
 */
offer_care: boolean, 
/**
 * A manager must be called now.
 */
call_manager: boolean, };
export type RecoveryId = number & { readonly of: 'recovery' };
export type RecoveryKey = { 
/**
 * 8 groups of 4 letters.
 */
recovery_key: string, };
export type RecoveryView = { 
/**
 * The conversation.
 */
recovery: Recovery, 
/**
 * With whom, as on a label.
 */
name: string | null, 
/**
 * About which order.
 */
order_number: string | null, 
/**
 * About which discrepancy.
 */
discrepancy_number: string | null, 
/**
 * What happened, in a few words.
 */
title: string, 
/**
 * The steps, in their order.
 */
steps: Array<StepTaken>, 
/**
 * The first step that nobody took; None: all are.
 */
at_step: Step | null, 
/**
 * The facts that lines name.
 */
facts: RecordFacts, 
/**
 * How to speak with somebody who is so.
 */
manner: Array<string>, 
/**
 * Openings, the fitting ones first.
 */
openings: Array<OpeningLine>, 
/**
 * What to do while they talk.
 */
listen: Array<string>, 
/**
 * What to ask.
 */
ask: Array<string>, 
/**
 * Thanking them, and owning it.
 */
own: Array<string>, 
/**
 * What never to say here, and why.
 */
never: Array<Never>, 
/**
 * What can be offered.
 */
choices: Array<Offered>, 
/**
 * What was.
 */
chosen: Array<Chosen>, 
/**
 * Agreeing on what happens.
 */
agree: Array<string>, 
/**
 * What is promised as a rule; None: its words need a fact that nobody knows.
 */
promise: UsualPromise | null, 
/**
 * A time for it that can be kept, to begin with.
 */
proposed: PromiseTime, 
/**
 * What was promised about it and still stands or ended.
 */
promises: Array<PromiseLine>, 
/**
 * What is done at once.
 */
now: Array<string>, 
/**
 * Asking later.
 */
follow_up: FollowUp, 
/**
 * When: so many working days after the last that we promised here is done.
 */
follow_up_on: Day, 
/**
 * What the review asks.
 */
review: Array<string>, };
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
export type Remake = { 
/**
 * The new order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * The order it is made for.
 */
of_order_id: OrderId, 
/**
 * Its number.
 */
of_number: string, 
/**
 * In which discrepancy.
 */
discrepancy_id: DiscrepancyId | null, 
/**
 * Why.
 */
class: RemakeClass, 
/**
 * Which process let it through.
 */
accountable: string, 
/**
 * Why, in words.
 */
reason: string, 
/**
 * What it costs us, in minor units of the clinic's money.
 */
cost: number | null, 
/**
 * When it was ordered.
 */
at: At, };
export type RemakeClass = "doctor" | "dispensing" | "lab" | "warranty" | "adaptation" | "shipper" | "patient" | "our_custody";
export type RemakeOrder = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * In which discrepancy.
 */
discrepancy_id?: DiscrepancyId | null, 
/**
 * Why.
 */
class: RemakeClass, 
/**
 * Which process let it through.
 */
accountable: Accountable, 
/**
 * Why, in words.
 */
reason: string, 
/**
 * What it costs us, in minor units of the clinic's money.
 */
cost: number | null, 
/**
 * The new date that the patient is told.
 */
promised_on: Day, 
/**
 * What becomes of the old parts; what is not said goes where such parts usually go.
 */
parts: Array<PartGoes>, };
export type Remembered = { 
/**
 * When the backup was made; None: typed from paper.
 */
made_at: At | null, 
/**
 * How many entries there were.
 */
entries: number, 
/**
 * How that entry stands now.
 */
stands: Stands, };
export type RemoveOldRecords = { 
/**
 * How many of each class the preview said would go.
 */
seen: { [key in RecordClass]?: number }, };
export type RenameClinic = { 
/**
 * It stands on labels, slips and letters.
 */
name: string, };
export type ReopenDiscrepancy = { 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, 
/**
 * Why.
 */
why: string, };
export type RestStalled = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Until this morning.
 */
until: Day, 
/**
 * What was done, or why it may wait: "lab ships Thursday".
 */
words: string, };
export type Retention = { 
/**
 * Each class.
 */
classes: Array<ClassKept>, 
/**
 * How many records would go.
 */
goes: number, };
export type ReviewDiscrepancy = { 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, 
/**
 * Why it happened: a code of the two-level list.
 */
cause: string, 
/**
 * Which process let it through.
 */
accountable: Accountable, 
/**
 * What changes.
 */
corrective: string, 
/**
 * Who sees to it.
 */
seen_to_by: StaffId, 
/**
 * By when.
 */
change_by: Day, };
export type Role = "receptionist" | "dispenser" | "manager";
export type RowDecision = { 
/**
 * The row's line in the file.
 */
line: number, 
/**
 * What to do with it.
 */
answer: PersonAnswer, };
export type RowReason = "empty_row" | "too_few_cells" | "too_many_cells" | "quote_not_closed" | "too_long" | "no_name" | "no_order_number" | "no_patient" | "number_twice" | "unknown_patient" | "order_number_taken" | "may_be_here" | "said_no" | CellProblem;
export type RunFhir = { 
/**
 * The held file's token.
 */
file: string, 
/**
 * The clinic's name for the other system.
 */
source: string | null, 
/**
 * Who people are, as somebody said.
 */
decisions: Array<WearerDecision>, };
export type RunImport = { 
/**
 * The held file's token.
 */
file: string, 
/**
 * The clinic's name for the other system. Numbers of one source are one person's for ever.
 */
source: string, 
/**
 * Which column is which; kept for the next file of this source.
 */
mapping: ImportMapping, 
/**
 * What was said about people who may already be here.
 */
decisions: Array<RowDecision>, 
/**
 * "From this likelihood on they are the same": said by a person for all rows that have one candidate.
 */
same_from_percent: number | null, };
export type RxAnswer = { 
/**
 * The words.
 */
reason: string, 
/**
 * When.
 */
at: At, 
/**
 * Who.
 */
staff_id: StaffId, 
/**
 * Their given name.
 */
by: string, };
export type RxField = "sphere" | "cyl" | "axis" | "add" | "prism" | "height" | "mono_pd";
export type RxFinding = { 
/**
 * What was found.
 */
finding: Finding, 
/**
 * What somebody said to it.
 */
answer: RxAnswer | null, };
export type Safely = "abuse" | "threat" | "harm";
export type SavedMapping = { 
/**
 * The clinic's name for the other system.
 */
source: string, 
/**
 * Its mapping.
 */
mapping: ImportMapping, };
export type Say = { 
/**
 * `ready_to_collect`, `still_waiting`, `not_told_yet`, `part_missing`
 */
code: string, 
/**
 * What the sentence needs.
 */
facts: Record<string, string | number | boolean | null>, };
export type SayIdentifiers = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * "What name is the order under?"
 */
name: string, 
/**
 * "And the date of birth?" in any usual writing.
 */
born: string, };
export type ScanAtHandOver = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * What the scanner read.
 */
code: string, };
export type Scenario = { 
/**
 * Its code; its file is called so.
 */
code: string, 
/**
 * What happened, in a few words.
 */
title: string, 
/**
 * When it applies, for whoever chooses.
 */
applies: string, 
/**
 * Openings to choose from, at least three, each in a tone of its own.
 */
openings: Array<OpeningLine>, 
/**
 * What to do while they talk.
 */
listen: Array<string>, 
/**
 * What to ask.
 */
ask: Array<string>, 
/**
 * Thanking them, and owning it.
 */
own: Array<string>, 
/**
 * What never to say here, and why.
 */
never: Array<Never>, 
/**
 * What can be offered.
 */
choices: Array<Choice>, 
/**
 * Agreeing on what happens, with a time.
 */
agree: Array<string>, 
/**
 * What is promised as a rule.
 */
promise: UsualPromise, 
/**
 * What is done at once, to whoever stands there.
 */
now: Array<string>, 
/**
 * Asking later whether it worked.
 */
follow_up: FollowUp, 
/**
 * What the review asks.
 */
review: Array<string>, 
/**
 * The card to practice with.
 */
practice: PracticeCard, };
export type ScenarioLine = { 
/**
 * Its code.
 */
code: string, 
/**
 * What happened, in a few words.
 */
title: string, 
/**
 * When it applies.
 */
applies: string, 
/**
 * The clinic has its own words for it.
 */
own: boolean, };
export type ScenarioPage = { 
/**
 * As it is used.
 */
now: Scenario, 
/**
 * As we ship it, where the clinic has its own; None: the same.
 */
ours: Scenario | null, 
/**
 * When the clinic's own was kept; None: it has none. Whoever keeps it again says which one they changed.
 */
kept_at: At | null, 
/**
 * Given name of who kept it.
 */
kept_by: string | null, };
export type Search = { 
/**
 * Id.
 */
id: SearchId, 
/**
 * For which part.
 */
part: Part, 
/**
 * Of which order.
 */
order_id: OrderId, 
/**
 * Its number.
 */
order_number: string, 
/**
 * Since when.
 */
started_at: At, 
/**
 * Given name of who began it.
 */
by: string, 
/**
 * We go on until then.
 */
until_on: Day | null, 
/**
 * found, made_new; None: it goes on.
 */
outcome: string | null, 
/**
 * When it ended.
 */
ended_at: At | null, 
/**
 * Where to look, the likeliest first; those looked at keep their place.
 */
places: Array<Place>, };
export type SearchId = number & { readonly of: 'search' };
export type SearchStarted = { 
/**
 * In which discrepancy.
 */
discrepancy_id: DiscrepancyId, 
/**
 * Its number.
 */
number: string, 
/**
 * The search.
 */
search: Search, };
export type SecondPlace = { 
/**
 * The folder's name, without where it lies.
 */
name: string, 
/**
 * It is there now.
 */
reachable: boolean, 
/**
 * When its newest backup was made.
 */
newest_at: At | null, 
/**
 * Why the last copy failed, as a fault's code.
 */
trouble: string | null, };
export type SetContactLenses = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its lenses, with their powers.
 */
contacts: OrderedContacts, };
export type SetDates = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * When the lab should have it here; None: not known.
 */
expected_on?: Day | null, 
/**
 * What we told the patient; None: nothing.
 */
promised_on?: Day | null, };
export type SetLabPowers = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Made with compensated powers.
 */
compensated: boolean, 
/**
 * The verification powers; None: not known yet.
 */
powers: Powers | null, };
export type SetSide = { 
/**
 * In which discrepancy.
 */
discrepancy_id: DiscrepancyId, 
/**
 * Which of the two orders.
 */
order_id: OrderId, 
/**
 * Who has it.
 */
held_by: HeldBy, 
/**
 * It must come back to us.
 */
must_come_back: boolean, };
export type SetTray = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its tray from now on; None: none.
 */
tray?: string | null, };
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
 * Opens the file each morning; at least 12 characters, and 5 different ones.
 */
passphrase: string, 
/**
 * Where the machine's clock is, such as `America/New_York`.
 */
zone?: string | null, };
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
 * A taken order is sent within this many days.
 */
sent_within_days: number, 
/**
 * The lab says that it has it within this many days.
 */
acknowledged_within_days: number, 
/**
 * What the lab waits for is answered within this many days.
 */
answered_within_days: number, 
/**
 * What came is checked within this many days.
 */
checked_within_days: number, 
/**
 * The patient is told within this many days of the check.
 */
told_within_days: number, 
/**
 * The desk locks itself after this many idle minutes.
 */
lock_after_min: number, 
/**
 * Which limits lenses are checked with: the id of a tolerance set.
 */
tolerances: string, 
/**
 * What the public view shows of a name.
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
paper: Paper, 
/**
 * What a receptionist may give without asking, by kind of amends; a kind that is not named is not offered.
 */
amends: { [key in string]: Allowance }, 
/**
 * Who agrees to more than that, with their PIN: anybody of this role or above; a manager needs nobody.
 */
amends_approver: Role, 
/**
 * When the clinic is open, Monday first; None: closed that day.
 */
hours: [Opening | null, Opening | null, Opening | null, Opening | null, Opening | null, Opening | null, Opening | null], 
/**
 * Days on which it is closed all the same: holidays.
 */
closed_days: Array<Day>, 
/**
 * Where the clinic's clock is, such as `America/New_York`: a promise for after a change of clock needs it. None: the
 * offset of now goes on.
 */
zone: string | null, 
/**
 * After how many years each class of record may be removed; a class that is not named is kept.
 */
keep_years: { [key in RecordClass]?: number }, };
export type Severity = "minor" | "moderate" | "serious";
export type Side = "right" | "left";
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
export type Stage = "first_start" | "closed" | "sign_in" | "open";
export type StalledLine = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name, as on a label.
 */
name: string, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Since when.
 */
state_since: At, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Who makes it.
 */
lab: string | null, 
/**
 * When the lab should have it here.
 */
expected_on: Day | null, 
/**
 * What we told the patient.
 */
promised_on: Day | null, 
/**
 * Why it is listed, the worst first.
 */
why: Array<Stuck>, 
/**
 * What moves it on, first things first.
 */
to_do: Array<Do>, 
/**
 * Whom to phone at the patient's.
 */
whom: Array<Whom>, 
/**
 * The newest call about it.
 */
last_call: PhoneCall | null, 
/**
 * The open discrepancy about it.
 */
discrepancy_id: DiscrepancyId | null, 
/**
 * Its number.
 */
discrepancy: string | null, };
export type Standing = "starting" | "listening" | "gone" | "denied" | "busy" | "too_many";
export type Stands = "as_then" | "changed" | "gone" | "brought_back";
export type StartHandOver = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * During which visit, if the person is in the queue.
 */
visit_id: VisitId | null, };
export type StartRecovery = { 
/**
 * With whom.
 */
patient_id?: PatientId | null, 
/**
 * Which order.
 */
order_id?: OrderId | null, 
/**
 * Which discrepancy.
 */
discrepancy_id?: DiscrepancyId | null, 
/**
 * Which visit.
 */
visit_id?: VisitId | null, 
/**
 * The scenario; not said: what the record speaks for.
 */
scenario?: string | null, };
export type StartSearch = { 
/**
 * Which part.
 */
part_id: PartId, 
/**
 * In which discrepancy; not said: the open one about its loss, or a new one.
 */
discrepancy_id?: DiscrepancyId | null, };
export type Stays = { 
/**
 * `open`: not finished; `breach`, `merged`: always kept; `open_orders`, `kept_orders` …: something of that class, open or
 * merely kept, is about it.
 */
why: string, 
/**
 * How many.
 */
count: number, };
export type Step = "acknowledge" | "listen" | "own_it" | "offer" | "agree" | "do_now" | "follow_up" | "learn";
export type StepDone = { 
/**
 * Their given name.
 */
by: string, 
/**
 * Which member of staff; steps of before this was kept have none.
 */
staff_id: StaffId | null, 
/**
 * When.
 */
at: At, };
export type StepIs = "done" | "skipped" | "open";
export type StepTaken = { 
/**
 * Which.
 */
step: Step, 
/**
 * None: not yet; else whether it was skipped.
 */
skipped: boolean | null, };
export type Stuck = "promise_passed" | "expected_passed" | "not_sent" | "part_to_order" | "not_acknowledged" | "lab_waits" | "failed_check" | "not_checked" | "not_told" | "sits_long" | "not_collected" | "due_today" | "due_tomorrow";
export type SuggestRecovery = { 
/**
 * With whom.
 */
patient_id?: PatientId | null, 
/**
 * Which order.
 */
order_id?: OrderId | null, 
/**
 * Which discrepancy.
 */
discrepancy_id?: DiscrepancyId | null, 
/**
 * Which visit.
 */
visit_id?: VisitId | null, };
export type Suggested = { 
/**
 * The scenario; None: the record says nothing, the desk chooses.
 */
scenario: string | null, 
/**
 * The sign that decided, as a code.
 */
why: string | null, 
/**
 * The conversation about it that goes on already.
 */
open: RecoveryId | null, 
/**
 * All that can be chosen.
 */
scenarios: Array<ScenarioLine>, };
export type TakeBackHandOver = { 
/**
 * Which.
 */
hand_over_id: HandOverId, 
/**
 * Why.
 */
reason: string, 
/**
 * Where the parts are now.
 */
place: string, 
/**
 * The patient says that it is not theirs: it is rechecked before anything else happens.
 */
not_theirs?: boolean, };
export type TakeStep = { 
/**
 * In which conversation.
 */
recovery_id: RecoveryId, 
/**
 * Which.
 */
step: Step, 
/**
 * What became of it.
 */
is: StepIs, };
export type Tell = { 
/**
 * Whom.
 */
visit_id: VisitId, 
/**
 * What kind of news.
 */
kind: TellKind, 
/**
 * In which words, if worth keeping.
 */
words?: string | null, 
/**
 * How much longer from now, in minutes, if we said.
 */
quote_min?: number | null, };
export type TellApart = { 
/**
 * One.
 */
patient_id: PatientId, 
/**
 * The other.
 */
other_id: PatientId, 
/**
 * False takes it back.
 */
apart: boolean, };
export type TellKind = "told" | "apologized" | "manager" | "recovery";
export type TellPatient = { 
/**
 * Which.
 */
discrepancy_id: DiscrepancyId, 
/**
 * How.
 */
how: ToldHow, 
/**
 * What.
 */
words: string, };
export type TellsApart = "frame" | "add" | "lens_type" | "pd" | "only_the_person";
export type Theme = "machine" | "light" | "dark";
export type Tick = { 
/**
 * What.
 */
item: ToSeeTo, 
/**
 * When it was seen to.
 */
at: At | null, 
/**
 * Given name of who saw to it.
 */
by: string | null, };
export type TickOff = { 
/**
 * Of which discrepancy.
 */
discrepancy_id: DiscrepancyId, 
/**
 * Which item.
 */
item: ToSeeTo, 
/**
 * Seen to, or not after all.
 */
done: boolean, };
export type TickPart = { 
/**
 * Which hand-over.
 */
hand_over_id: HandOverId, 
/**
 * Which part.
 */
part_id: PartId, 
/**
 * In the case.
 */
ticked: boolean, };
export type ToSeeTo = "manager_called" | "clinician_called" | "what_was_seen" | "came_back" | "told_them" | "report_looked_up";
export type Today = { 
/**
 * The clinic's day.
 */
day: Day, 
/**
 * People who wait.
 */
waiting: number, 
/**
 * Of these, to whom something is due now.
 */
prompts: number, 
/**
 * People somebody serves.
 */
with_us: number, 
/**
 * Visits of an earlier day that nobody ended.
 */
left_over: number, 
/**
 * Owed visits that are due today or were before, or have no day yet.
 */
owed_visits_due: number, 
/**
 * Calls to make today.
 */
calls_to_make: number, 
/**
 * Orders that are late, or that nobody moved.
 */
late_or_stuck: number, 
/**
 * Open promises due today or before.
 */
promises_due: number, 
/**
 * Of these, past their time.
 */
promises_late: number, 
/**
 * Open discrepancies, near misses apart.
 */
discrepancies_open: number, 
/**
 * Open near misses.
 */
near_misses_open: number, };
export type ToldApart = { 
/**
 * When.
 */
at: At, };
export type ToldHow = "in_person" | "phone" | "letter" | "message";
export type ToleranceFile = { 
/**
 * Which.
 */
id: string, 
/**
 * JSON, as the published ones come.
 */
file: string, };
export type ToleranceSetLine = { 
/**
 * Names it in the settings.
 */
id: string, 
/**
 * As people call it.
 */
name: string, 
/**
 * Which edition.
 */
edition: string, 
/**
 * Where its figures are from.
 */
source: string, 
/**
 * Lenses are checked with it now.
 */
in_use: boolean, 
/**
 * The clinic's own.
 */
own: boolean, };
export type Tone = "warm" | "plain" | "formal" | "to_child";
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
export type TrailCompared = { 
/**
 * How many entries there are.
 */
entries: number, 
/**
 * The first entry that does not follow from the one before; None: each does.
 */
first_break: number | null, 
/**
 * What was typed.
 */
paper: Remembered | null, 
/**
 * Each backup that can be read, here and in the second place, the newest by its entries first.
 */
backups: Array<Remembered>, };
export type TrailMark = { 
/**
 * How many entries, and the letters of the last one's head: `412-K7QF-9X2M-0R4T-HZ3C`.
 */
mark: string, };
export type TrayLabel = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * Its number, in large type.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * First name and initial.
 */
short: string, 
/**
 * What the Code 128 says, so that a scan finds the order; None where the number has letters that Code 128 lacks.
 */
barcode: string | null, 
/**
 * What is made.
 */
kind: OrderKind, 
/**
 * What we told the patient.
 */
promised_on: Day | null, 
/**
 * What belongs in the tray.
 */
parts: Array<LabelPart>, 
/**
 * Somebody alike has something open: look twice.
 */
look_alike: boolean, 
/**
 * Who, as on their own label, those in the drawer first; never more than fit.
 */
alike: Array<LabelAlike>, 
/**
 * When it was printed.
 */
printed_at: At, };
export type Turn = { 
/**
 * Their visit.
 */
visit_id: VisitId, 
/**
 * The patient; None for a walk-in.
 */
patient_id: PatientId | null, 
/**
 * What they are called, and the family name.
 */
shown: string, 
/**
 * The name to greet them by.
 */
called: string, 
/**
 * "Sam K."; None where only a family name is known.
 */
first_and_initial: string | null, 
/**
 * Their ticket of the day.
 */
ticket: number, 
/**
 * What they came for.
 */
purpose: Purpose, 
/**
 * Who is with them.
 */
with_whom: string | null, 
/**
 * Where the visit stands.
 */
state: VisitState, 
/**
 * When they came.
 */
arrived_at: At, 
/**
 * Start of the present wait.
 */
waited_from: At, 
/**
 * The present wait in whole minutes; for somebody who is served, how long it was.
 */
waited_min: number, 
/**
 * What we told them last, in minutes …
 */
quoted_min: number, 
/**
 * … when we told them …
 */
quoted_at: At, 
/**
 * … and when that runs out.
 */
quote_ends_at: At, 
/**
 * Minutes over what we told them; 0 while within it.
 */
over_quote_min: number, 
/**
 * They wait for a thing until then, and hold nobody up.
 */
rests_until: At | null, 
/**
 * Greeted.
 */
greeted_at: At | null, 
/**
 * Last told how it stands.
 */
told_at: At | null, 
/**
 * Apologized to.
 */
apologized_at: At | null, 
/**
 * A manager was fetched.
 */
manager_at: At | null, 
/**
 * The recovery panel was taken up, or set aside.
 */
recovery_at: At | null, 
/**
 * Called.
 */
called_at: At | null, 
/**
 * Who serves …
 */
served_by: StaffId | null, 
/**
 * … and their given name.
 */
served_by_name: string | null, 
/**
 * "room 2"
 */
where_to: string | null, 
/**
 * Why out of turn, as said aloud.
 */
out_of_turn: string | null, 
/**
 * Their turn is next.
 */
is_next: boolean, 
/**
 * From an earlier day: nobody said how it ended.
 */
left_over: boolean, 
/**
 * How the wait stands, by time.
 */
mark: WaitMark, 
/**
 * What is due now.
 */
prompt: Prompt | null, 
/**
 * The owed visit that this one answers.
 */
owed_visit_id: OwedVisitId | null, 
/**
 * How their order stands, for somebody who collects.
 */
ready: TurnReady | null, };
export type TurnReady = { 
/**
 * Done, soon or stop.
 */
mark: ReadyMark, 
/**
 * What readiness found.
 */
code: ReadyCode, 
/**
 * The order it is about.
 */
order_number: string, 
/**
 * Parts that are not with the others.
 */
missing: Array<PartKind>, };
export type TypedFor = "order" | "reading";
export type Understanding = "accept" | "ask" | "reject";
export type Understood = { 
/**
 * What becomes of it.
 */
verdict: Understanding, 
/**
 * The entry; none where it was rejected.
 */
eye: Eye | null, 
/**
 * In standard form, to be read back; empty where it was rejected.
 */
standard: string, 
/**
 * What to ask, or why it was rejected.
 */
doubts: Array<Doubt>, };
export type UnderstoodLine = { 
/**
 * The right eye, where one is named; of two unnamed ones the first.
 */
right: Understood | null, 
/**
 * The left eye.
 */
left: Understood | null, 
/**
 * One lens, and no word of which eye.
 */
either: Understood | null, 
/**
 * Distance PD of both eyes, tenths of a millimetre.
 */
pd_tenths: number | null, 
/**
 * Two lenses without a word of which eye: the first was taken for the right one, to be confirmed.
 */
eyes_assumed: boolean, 
/**
 * The text as a whole cannot be used.
 */
doubts: Array<Doubt>, };
export type Undone = { 
/**
 * Which import.
 */
import_id: ImportId, 
/**
 * Patients taken away.
 */
patients_removed: number, 
/**
 * Orders taken away.
 */
orders_removed: number, 
/**
 * Records put back as they were.
 */
put_back: number, };
export type Unlock = { 
/**
 * Passphrase or recovery key, as typed.
 */
secret: string, };
export type UpdateKind = "greeted" | "told" | "apologized" | "manager" | "recovery" | "called" | "put_back";
export type UsualPromise = { 
/**
 * What.
 */
what: Promised, 
/**
 * Within so many working days; 0: the same day.
 */
working_days: number, 
/**
 * How to say it.
 */
say: string, };
export type Verdict = "passed" | "failed" | "waived";
export type Verification = { 
/**
 * Id.
 */
id: VerificationId, 
/**
 * What it came to.
 */
verdict: Verdict, 
/**
 * What failed, or why it was waived.
 */
reason: string | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who checked.
 */
by: string, 
/**
 * What was read of the lenses, where it was.
 */
reading: Reading | null, 
/**
 * How the reading compared, as it was then: fields, limits and the name of the tolerance set.
 */
checked: LensesChecked | null, 
/**
 * The labels of the boxes that were read, for contact lenses.
 */
boxes: Array<BoxLabel> | null, 
/**
 * How the boxes compared, as it was then.
 */
boxes_checked: BoxesChecked | null, };
export type VerificationId = number & { readonly of: 'verification' };
export type VerifyOrder = { 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * What it came to.
 */
verdict: Verdict, 
/**
 * What failed, or why it was waived: needed for both.
 */
reason?: string | null, 
/**
 * What was read of the lenses, where it was.
 */
reading?: Reading | null, 
/**
 * What stands on each box of contact lenses, where they were read.
 */
boxes: Array<BoxLabel>, 
/**
 * The state the page showed: somebody quicker is then told.
 */
seen_state?: OrderState | null, };
export type VisitCalled = { 
/**
 * Whose turn.
 */
visit_id: VisitId, 
/**
 * The patient to open; None for a walk-in.
 */
patient_id: PatientId | null, 
/**
 * How long they waited, in minutes.
 */
waited_min: number, 
/**
 * They were taken before somebody who came earlier.
 */
out_of_turn: boolean, };
export type VisitDetails = { 
/**
 * As the queue shows it.
 */
turn: Turn, 
/**
 * What was said and done, oldest first.
 */
updates: Array<VisitUpdate>, 
/**
 * How it ended.
 */
outcome: VisitOutcome | null, 
/**
 * When it ended.
 */
ended_at: At | null, };
export type VisitEnded = { 
/**
 * Which.
 */
visit_id: VisitId, 
/**
 * How.
 */
outcome: VisitOutcome, 
/**
 * The visit we owe them now.
 */
owes: OwedVisit | null, };
export type VisitId = number & { readonly of: 'visit' };
export type VisitOutcome = "served" | "fit_later" | "will_return" | "left";
export type VisitState = "waiting" | "with_us" | "done";
export type VisitUpdate = { 
/**
 * What.
 */
kind: UpdateKind, 
/**
 * In which words.
 */
words: string | null, 
/**
 * The new quote, in minutes.
 */
quoted_min: number | null, 
/**
 * When.
 */
at: At, 
/**
 * Given name of who.
 */
by: string | null, };
export type WaitMark = "calm" | "amber" | "tell" | "manager" | "recovery";
export type WatchFolder = { 
/**
 * The token of a folder that was picked; None: none is watched any more.
 */
folder: string | null, };
export type WatchedFolder = { 
/**
 * Its own name.
 */
name: string, 
/**
 * How it stands.
 */
standing: Standing, };
export type Way = "as_worn" | "swapped" | "right_lens" | "left_lens" | "either_lens";
export type WayOut = "search_on" | "make_new";
export type WearTime = { 
/**
 * How many, in hundredths.
 */
hundredths: number, 
/**
 * Of what, as it was written: `mo`, `week` …
 */
unit: string | null, };
export type WearerDecision = { 
/**
 * Which person of the file.
 */
place: number, 
/**
 * Who they are here.
 */
answer: PersonAnswer, };
export type Whom = { 
/**
 * Their name.
 */
name: string, 
/**
 * parent, partner, carer …; None: the patient.
 */
relation: string | null, 
/**
 * Which contact; None: the patient.
 */
contact_id: ContactId | null, 
/**
 * Their phone; None: none on file.
 */
phone: string | null, };
export type Whose = { 
/**
 * Nearest first, at most twenty.
 */
lines: Array<WhoseLine>, 
/**
 * How many fit in all.
 */
fits: number, 
/**
 * How many open orders have powers to compare with.
 */
compared: number, 
/**
 * What would tell them apart, where several fit.
 */
tells_apart: Array<TellsApart>, 
/**
 * The limits used, as people call them.
 */
tolerances: string, };
export type WhoseAreThese = { 
/**
 * What was read: a pair, or one lens.
 */
reading: Reading, };
export type WhoseLine = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * Its number.
 */
number: string, 
/**
 * Its tray.
 */
tray: string | null, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Its frame.
 */
frame: string | null, 
/**
 * SV, FT28, PAL …
 */
lens_type: string | null, 
/**
 * Its powers.
 */
powers: Powers, 
/**
 * Whose.
 */
patient_id: PatientId, 
/**
 * Their name, as on a tray label: first name and initial.
 */
name: string, 
/**
 * How it fits.
 */
way: Way, };
export type Why = "name" | "name_begins" | "nickname" | "sounds_like" | "misspelled" | "birth_date" | "phone";
export type WhyLeftOut = "not_active" | "no_patient" | "nothing_prescribed" | "unknown_product" | "eye_twice" | "cylinder_without_axis" | "axis_without_cylinder" | "not_in_steps" | "out_of_range" | "changed_meaning" | "id_twice" | "unreadable" | "who_is_it" | "said_so";
export type Within = "same_day" | "working_days" | "clock_hours" | "working_hours";
export type YearsChosen = { 
/**
 * Class to years.
 */
keep_years: { [key in RecordClass]?: number }, };

export interface Commands {
  desk_state: { request: Nothing; reply: DeskState };
  set_up_clinic: { request: SetUpClinic; reply: RecoveryKey };
  new_recovery_key: { request: NewRecoveryKey; reply: RecoveryKey };
  change_passphrase: { request: ChangePassphrase; reply: Nothing };
  confirm_recovery_key: { request: ConfirmRecoveryKey; reply: Nothing };
  unlock: { request: Unlock; reply: DeskState };
  keep_in_keychain: { request: KeepInKeychain; reply: DeskState };
  open_by_keychain: { request: Nothing; reply: DeskState };
  open_practice: { request: Nothing; reply: DeskState };
  reset_practice: { request: Nothing; reply: DeskState };
  lock: { request: Nothing; reply: DeskState };
  close: { request: Nothing; reply: DeskState };
  still_here: { request: Nothing; reply: Nothing };
  choose_theme: { request: ChooseTheme; reply: ChooseTheme };
  rename_clinic: { request: RenameClinic; reply: Nothing };
  backups: { request: Nothing; reply: BackupsStanding };
  back_up_now: { request: Nothing; reply: BackupsStanding };
  choose_second_place: { request: ChooseSecondPlace; reply: BackupsStanding };
  drill_backup: { request: DrillBackup; reply: Drilled };
  open_backup: { request: OpenBackup; reply: BackupPreview };
  restore_backup: { request: Nothing; reply: DeskState };
  undo_restore: { request: Nothing; reply: DeskState };
  trail_mark: { request: Nothing; reply: TrailMark };
  compare_trail: { request: CompareTrail; reply: TrailCompared };
  check_trail: { request: Nothing; reply: TrailChecked };
  staff: { request: AskStaff; reply: Array<Staff> };
  sign_in: { request: SignIn; reply: SignedIn };
  add_staff: { request: AddStaff; reply: Staff };
  change_staff: { request: ChangeStaff; reply: Staff };
  change_pin: { request: ChangePin; reply: Staff };
  enter_in_emergency: { request: EnterInEmergency; reply: InEmergency };
  emergencies: { request: Nothing; reply: Array<Emergency> };
  see_emergency: { request: OfEmergency; reply: OfEmergency };
  settings: { request: AskSettings; reply: Settings };
  change_settings: { request: ChangeSettings; reply: Settings };
  add_patient: { request: AddPatient; reply: OfPatient };
  who_may_this_be: { request: AskWho; reply: Array<MayBe> };
  tell_apart: { request: TellApart; reply: ToldApart };
  compare_patients: { request: ComparePatients; reply: PatientsCompared };
  merge_patients: { request: MergePatients; reply: PatientsMerged };
  unmerge_patients: { request: OfMerge; reply: PatientsUnmerged };
  change_patient: { request: ChangePatient; reply: Patient };
  patient_details: { request: OfPatient; reply: Patient };
  add_contact: { request: AddContact; reply: OfContact };
  remove_contact: { request: OfContact; reply: OfContact };
  add_prescription: { request: AddPrescription; reply: OfPrescription };
  readiness: { request: AskReadiness; reply: Array<Readiness> };
  judge_look_alike: { request: JudgeLookAlike; reply: LookAlikeJudged };
  look_alike_report: { request: Nothing; reply: LookAlikeReport };
  start_hand_over: { request: StartHandOver; reply: HandOverView };
  hand_over: { request: OfHandOver; reply: HandOverView };
  say_identifiers: { request: SayIdentifiers; reply: HandOverView };
  scan_at_hand_over: { request: ScanAtHandOver; reply: HandOverView };
  tick_part: { request: TickPart; reply: HandOverView };
  look_together: { request: LookTogether; reply: HandOverView };
  give_reason: { request: GiveReason; reply: HandOverView };
  override_stop: { request: OverrideStop; reply: HandOverView };
  finish_hand_over: { request: FinishHandOver; reply: HandOverView };
  leave_hand_over: { request: LeaveHandOver; reply: HandOverView };
  not_theirs: { request: NotTheirs; reply: HandOverView };
  end_recheck: { request: EndRecheck; reply: HandOverView };
  take_back_hand_over: { request: TakeBackHandOver; reply: HandOverView };
  open_discrepancies: { request: AskOpenDiscrepancies; reply: Array<BoardLine> };
  log_discrepancy: { request: LogDiscrepancy; reply: DiscrepancyLogged };
  open_discrepancy: { request: OfDiscrepancy; reply: DiscrepancyPage };
  ask_again: { request: AskAgain; reply: AskedAgain };
  change_discrepancy: { request: ChangeDiscrepancy; reply: Discrepancy };
  set_side: { request: SetSide; reply: Array<OrderSide> };
  tick_off: { request: TickOff; reply: Array<Tick> };
  start_search: { request: StartSearch; reply: SearchStarted };
  look_at_place: { request: LookAtPlace; reply: Search };
  end_search: { request: EndSearch; reply: Search };
  put_right: { request: PutRight; reply: Discrepancy };
  tell_patient: { request: TellPatient; reply: Discrepancy };
  review_discrepancy: { request: ReviewDiscrepancy; reply: Discrepancy };
  close_discrepancy: { request: OfDiscrepancy; reply: Discrepancy };
  reopen_discrepancy: { request: ReopenDiscrepancy; reply: Discrepancy };
  causes: { request: AskCauses; reply: Array<Cause> };
  change_cause: { request: ChangeCause; reply: Array<Cause> };
  stalled_orders: { request: AskStalled; reply: Array<StalledLine> };
  rest_stalled: { request: RestStalled; reply: RestStalled };
  remake_order: { request: RemakeOrder; reply: OrderRemade };
  make_promise: { request: MakePromise; reply: PromiseMade };
  end_promise: { request: EndPromise; reply: PromiseEnded };
  promises_due: { request: AskPromisesDue; reply: Array<PromiseLine> };
  promise_times: { request: AskPromiseTimes; reply: Array<PromiseTime> };
  promises_kept: { request: AskPromisesKept; reply: PromisesKept };
  end_of_day: { request: AskEndOfDay; reply: EndOfDay };
  end_day: { request: EndDay; reply: EndOfDay };
  suggest_recovery: { request: SuggestRecovery; reply: Suggested };
  start_recovery: { request: StartRecovery; reply: RecoveryView };
  recovery: { request: OfRecovery; reply: RecoveryView };
  change_recovery: { request: ChangeRecovery; reply: RecoveryView };
  take_step: { request: TakeStep; reply: RecoveryView };
  choose: { request: Choose; reply: RecoveryView };
  end_recovery: { request: EndRecovery; reply: RecoveryEnded };
  follow_up_call: { request: OfFollowUp; reply: FollowUpCall };
  care_offered: { request: AskCareOffered; reply: Array<CareOffered> };
  draft_letter: { request: OfLetters; reply: LetterDraft };
  keep_letter: { request: KeepLetter; reply: Array<Letter> };
  letters: { request: OfLetters; reply: Array<Letter> };
  keep_practice: { request: KeepPractice; reply: Debrief };
  practice_runs: { request: AskPracticeRuns; reply: Array<PracticeRun> };
  scenarios: { request: AskScenarios; reply: Array<ScenarioLine> };
  open_scenario: { request: OfScenario; reply: ScenarioPage };
  keep_scenario: { request: KeepScenario; reply: ScenarioPage };
  drop_scenario: { request: OfScenario; reply: ScenarioPage };
  check_wording: { request: CheckWording; reply: Array<Caught> };
  read_prescription: { request: ReadPrescription; reply: UnderstoodLine };
  tolerance_sets: { request: AskToleranceSets; reply: Array<ToleranceSetLine> };
  choose_tolerances: { request: ChooseTolerances; reply: Array<ToleranceSetLine> };
  open_tolerance_set: { request: OfToleranceSet; reply: ToleranceFile };
  keep_tolerance_set: { request: KeepToleranceSet; reply: Array<ToleranceSetLine> };
  remove_tolerance_set: { request: OfToleranceSet; reply: Array<ToleranceSetLine> };
  compare_order: { request: CompareOrder; reply: Array<Finding> };
  answer_prescription: { request: AnswerPrescription; reply: PrescriptionAnswered };
  check_lenses: { request: CheckLenses; reply: LensesChecked };
  read_contact_lens: { request: ReadContactLens; reply: ContactUnderstood };
  read_box: { request: ReadBox; reply: BoxRead };
  check_boxes: { request: CheckBoxes; reply: BoxesChecked };
  set_contact_lenses: { request: SetContactLenses; reply: OrderedContacts };
  whose_are_these: { request: WhoseAreThese; reply: Whose };
  read_instrument: { request: InstrumentSource; reply: InstrumentRead };
  lensmeter: { request: Nothing; reply: LensmeterNow };
  watch_folder: { request: WatchFolder; reply: LensmeterNow };
  listen_to_port: { request: ListenToPort; reply: LensmeterNow };
  add_order: { request: AddOrder; reply: OrderAdded };
  find: { request: Find; reply: Found };
  open_patient: { request: OfPatient; reply: PatientPage };
  reveal_birth_date: { request: OfPatient; reply: BirthDate };
  open_order: { request: OfOrder; reply: OrderPage };
  move_order: { request: MoveOrder; reply: OrderMoved };
  receive_order: { request: ReceiveOrder; reply: OrderReceived };
  move_part: { request: MovePart; reply: Part };
  set_lab_powers: { request: SetLabPowers; reply: SetLabPowers };
  set_tray: { request: SetTray; reply: SetTray };
  set_dates: { request: SetDates; reply: SetDates };
  verify_order: { request: VerifyOrder; reply: OrderVerified };
  notify_order: { request: NotifyOrder; reply: OrderNotified };
  take_back_notification: { request: NotifyOrder; reply: OrderNotified };
  list_orders: { request: ListOrders; reply: Array<OrderLine> };
  calls_today: { request: AskCalls; reply: CallList };
  tray_label: { request: OfOrder; reply: TrayLabel };
  kept_slip: { request: OfOrder; reply: KeptSlip };
  record_call: { request: RecordCall; reply: CallRecorded };
  preview_import: { request: PreviewImport; reply: ImportPreview };
  run_import: { request: RunImport; reply: Imported };
  undo_import: { request: OfImport; reply: Undone };
  imports: { request: Nothing; reply: Array<Import> };
  saved_mappings: { request: Nothing; reply: Array<SavedMapping> };
  left_out_rows: { request: OfImport; reply: LeftOutFile };
  preview_fhir: { request: PreviewFhir; reply: FhirPreview };
  run_fhir: { request: RunFhir; reply: Imported };
  export_patient_prescriptions: { request: ExportPatientPrescriptions; reply: FhirFile };
  export_prescriptions: { request: ExportPrescriptions; reply: FhirFile };
  retention: { request: AskRetention; reply: Retention };
  choose_years: { request: ChooseYears; reply: YearsChosen };
  remove_old_records: { request: RemoveOldRecords; reply: OldRecordsRemoved };
  export_everything: { request: ExportEverything; reply: EverythingWritten };
  open_export: { request: OpenExport; reply: ExportPreview };
  import_everything: { request: ImportEverything; reply: RecoveryKey };
  check_in: { request: CheckIn; reply: CheckedIn };
  queue: { request: AskQueue; reply: Queue };
  visit: { request: OfVisit; reply: VisitDetails };
  greet: { request: OfVisit; reply: OfVisit };
  tell: { request: Tell; reply: OfVisit };
  call_visit: { request: CallVisit; reply: VisitCalled };
  put_back: { request: PutBack; reply: OfVisit };
  end_visit: { request: EndVisit; reply: VisitEnded };
  take_back_end: { request: OfVisit; reply: OfVisit };
  owed_visits: { request: AskOwedVisits; reply: Array<OwedVisit> };
  drop_owed_visit: { request: DropOwedVisit; reply: OfOwedVisit };
  quote: { request: AskQuote; reply: Quote };
  quotes_kept: { request: AskQuotesKept; reply: QuotesKept };
  public_queue: { request: AskPublicQueue; reply: PublicQueue };
  today: { request: AskToday; reply: Today };
}
