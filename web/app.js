/**
 * Where the app begins: the texts first, then every element, then the frame.
 *
 * The ground floor, which the folders stand on and which knows none of them:
 *   api.js       the only module that talks to the server
 *   session.js   who is signed in
 *   router.js    pages by address
 *   i18n.js      texts, numbers, dates and sizes in the reader's language
 * Folders import from those below only, and never in circles; a test holds that.
 *   interface/   what every page is made of: markup and live elements, and on them messages/ (what went wrong, what is
 *                there), lists/ (pages of rows, panels), controls/ (forms, menus, buttons), dialogs/, pictures/ (charts, QR codes)
 *   money/       credits, plans, orders; nothing of it is seen where nothing is counted
 *   accounts/    signing in, and the settings of an account
 *   admin/       what administrators see
 *   uploads/     files on their way in, those already there, and drafts that hold them
 *   tasks/       tasks, their live events, and the form that starts one
 *   notices/     what people are told of what has happened
 *   webhooks/    what programs are told of it
 *   models/      avatars, voices, consents
 *   library/     finished videos and recordings
 *   generation/  the pages that make something
 *   frame/       the app around the pages
 * `styles/main.css` lists the styles, `locales/` holds the texts.
 */

import { startLanguage } from "./i18n.js";
import { loadDrawings } from "./interface/drawings.js";

import "./accounts/settings/account-deletion.js";
import "./accounts/account-menu.js";
import "./accounts/settings/export-settings.js";
import "./accounts/entry/forgot-password.js";
import "./accounts/settings/key-maker.js";
import "./accounts/settings/key-settings.js";
import "./accounts/security/owner-proof.js";
import "./accounts/security/passkey-list.js";
import "./accounts/settings/profile-settings.js";
import "./accounts/settings/pronunciation-list.js";
import "./accounts/security/recovery-codes-dialog.js";
import "./accounts/security/recovery-codes.js";
import "./accounts/entry/reset-password.js";
import "./accounts/security/second-factor.js";
import "./accounts/security/second-step.js";
import "./accounts/security/security-settings.js";
import "./accounts/security/session-list.js";
import "./accounts/entry/setup-restore.js";
import "./accounts/entry/sign-in-ways.js";
import "./accounts/entry/sign-in.js";
import "./accounts/security/totp-setup.js";
import "./accounts/entry/verify-email.js";
import "./admin/audit-log.js";
import "./admin/consent-review.js";
import "./admin/outbox-list.js";
import "./admin/backup-list.js";
import "./admin/engine-list.js";
import "./admin/media-check.js";
import "./admin/mirror-list.js";
import "./admin/pack-list.js";
import "./admin/invitation-list.js";
import "./admin/invitation-maker.js";
import "./admin/registration-switch.js";
import "./admin/user-list.js";
import "./admin/user-row.js";
import "./frame/connection-banner.js";
import "./frame/dashboard-page.js";
import "./frame/home-page.js";
import "./frame/locale-picker.js";
import "./frame/not-found.js";
import "./frame/page-foot.js";
import "./frame/settings-page.js";
import "./frame/theme-switch.js";
import "./frame/toast-stack.js";
import "./frame/top-bar.js";
import "./generation/film-page.js";
import "./generation/film-scenes.js";
import "./generation/first-look.js";
import "./generation/look-dialog.js";
import "./generation/more-files.js";
import "./generation/presenter-page.js";
import "./generation/scene-card.js";
import "./generation/script-field.js";
import "./generation/speech-list.js";
import "./generation/speech-page.js";
import "./generation/speech-row.js";
import "./generation/studio-page.js";
import "./generation/task-inputs.js";
import "./generation/task-page.js";
import "./interface/controls/action-menu.js";
import "./interface/dialogs/confirm-dialog.js";
import "./interface/controls/copy-button.js";
import "./interface/pictures/day-chart.js";
import "./interface/controls/download-link.js";
import "./interface/messages/empty-state.js";
import "./interface/messages/failure-note.js";
import "./interface/dialogs/form-dialog.js";
import "./interface/pictures/portrait-drawing.js";
import "./interface/pictures/qr-picture.js";
import "./interface/controls/section-tabs.js";
import "./interface/controls/title-editor.js";
import "./library/compare-dialog.js";
import "./library/compare-player.js";
import "./library/copy-places.js";
import "./library/format-dialog.js";
import "./library/library-bulk.js";
import "./library/library-filter.js";
import "./library/library-page.js";
import "./library/result-view.js";
import "./library/share-dialog.js";
import "./library/share-list.js";
import "./library/shared-page.js";
import "./library/shelf-dialog.js";
import "./library/sound-result.js";
import "./library/trash-page.js";
import "./library/video-card.js";
import "./library/video-page.js";
import "./money/account-ledger.js";
import "./money/balance-notice.js";
import "./money/bill-check.js";
import "./money/credit-balance.js";
import "./money/credit-history.js";
import "./money/order-desk.js";
import "./money/order-list.js";
import "./money/order-page.js";
import "./money/plan-offers.js";
import "./models/avatar-card.js";
import "./models/avatar-choice.js";
import "./models/avatars-page.js";
import "./models/consent-form.js";
import "./models/consent-list.js";
import "./models/language-choice.js";
import "./models/model-maker.js";
import "./models/voice-card.js";
import "./models/voice-choice.js";
import "./models/voice-picker.js";
import "./models/voice-preview-button.js";
import "./models/voices-page.js";
import "./notices/notice-bell.js";
import "./notices/notice-settings.js";
import "./tasks/cost-estimate.js";
import "./tasks/engine-choice.js";
import "./tasks/option-choice.js";
import "./tasks/order-form.js";
import "./tasks/recent-tasks.js";
import "./tasks/task-card.js";
import "./tasks/task-progress.js";
import "./tasks/title-field.js";
import "./uploads/crop-dialog.js";
import "./uploads/face-picker.js";
import "./uploads/file-drop.js";
import "./uploads/file-picker.js";
import "./uploads/file-row.js";
import "./uploads/sound-player.js";
import "./uploads/sound-recorder.js";
import "./uploads/trim-dialog.js";
import "./uploads/uploads-page.js";
import "./webhooks/webhook-log.js";
import "./webhooks/webhook-maker.js";
import "./webhooks/webhook-secret.js";
import "./webhooks/webhook-settings.js";

loadDrawings();
await startLanguage();
await import("./frame/app-frame.js");
