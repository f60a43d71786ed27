/** Prescriptions as other systems read them, saved where the person says. */
import { ask, saveFile } from './api'
import type { FhirForm, FhirRelease, PatientId, Refusal } from './bindings'
import { m } from './messages/messages'
import { toasts } from './toast.svelte'

/** One patient's, or everybody's. Returns why not. */
export async function givePrescriptionsOut(
  release: FhirRelease,
  form: FhirForm,
  patientId?: PatientId,
): Promise<Refusal | undefined> {
  const made =
    patientId === undefined
      ? await ask('export_prescriptions', { release, form })
      : await ask('export_patient_prescriptions', { patient_id: patientId, release, form })
  if ('refused' in made) return made.refused
  if (!('done' in made)) return undefined
  const saved = await saveFile(m.fhir_out_save(), made.done.name, made.done.text)
  if ('refused' in saved) return saved.refused
  if ('done' in saved && saved.done.saved) toasts.show(m.fhir_out_saved({ count: made.done.prescriptions }))
  return undefined
}
