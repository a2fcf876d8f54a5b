import Domain
import Studio

// The domain's words as the API writes them: each is one of its cases.
extension Account.Role: WireWord {}
extension Account.Status: WireWord {}
extension AuditEntry.Action: WireWord {}
extension Consent.Kind: WireWord {}
extension Consent.Status: WireWord {}
extension ConsentCheck.Outcome: WireWord {}
extension DataExport.Status: WireWord {}
extension EngineSetting.State: WireWord {}
extension FilmCut.Format: WireWord {}
extension FilmCut.Transition: WireWord {}
extension GenerationTask.Kind: WireWord {}
extension GenerationTask.Mode: WireWord {}
extension GenerationTask.Status: WireWord {}
extension LibraryQuery.Order: WireWord {}
extension MediaFile.Kind: WireWord {}
extension MediaFile.Origin: WireWord {}
extension MediaForm: WireWord {}
extension Domain.Preference.Language: WireWord {}
extension OutboxEntry.Kind: WireWord {}
extension OutboxEntry.Status: WireWord {}
extension ProofMethod: WireWord {}
extension Registration: WireWord {}
extension Scope: WireWord {}
extension SecondFactorTicket.Method: WireWord {}
extension TrainedModel.Status: WireWord {}
extension VerificationFault.Kind: WireWord {}
extension VerificationFault.Remedy: WireWord {}
extension VerificationPass.Reason: WireWord {}
extension VerificationPass.Status: WireWord {}
extension Webhook.Off.Cause: WireWord {}
extension WebhookDelivery.Status: WireWord {}
extension WebhookEvent: WireWord {}
