/**
 * Where the app begins: the words first, then every element, then the frame comes alive.
 *
 * interface/   what every page is made of: markup, words, forms, dialogs, plates, menus
 * frame/       the app round the pages: addresses, top bar, notices, the page for guests
 * accounts/    the door, the session, the settings of an account
 * admin/       what administrators see
 * uploads/     files on their way in, and those that are there
 * generation/  drafts, tasks, and the pages that make something
 * models/      avatars, voices, consents
 * library/     what was made
 * Only `api.js` asks the server; `styles/main.css` lists the styles, `locales/` holds the words.
 */

import { startSpeaking } from "./interface/words.js";

import "./accounts/account-deletion.js";
import "./accounts/account-menu.js";
import "./accounts/export-settings.js";
import "./accounts/forgot-password.js";
import "./accounts/key-maker.js";
import "./accounts/key-settings.js";
import "./accounts/passkey-list.js";
import "./accounts/profile-settings.js";
import "./accounts/recovery-codes-dialog.js";
import "./accounts/recovery-codes.js";
import "./accounts/reset-password.js";
import "./accounts/second-factor.js";
import "./accounts/second-step.js";
import "./accounts/security-settings.js";
import "./accounts/session-list.js";
import "./accounts/settings-page.js";
import "./accounts/sign-in-ways.js";
import "./accounts/sign-in.js";
import "./accounts/totp-setup.js";
import "./accounts/verify-email.js";
import "./admin/audit-log.js";
import "./admin/registration-switch.js";
import "./admin/user-list.js";
import "./admin/user-row.js";
import "./frame/connection-banner.js";
import "./frame/home-page.js";
import "./frame/locale-picker.js";
import "./frame/lost-page.js";
import "./frame/page-foot.js";
import "./frame/theme-switch.js";
import "./frame/toast-stack.js";
import "./frame/top-bar.js";
import "./frame/vanity-mirror.js";
import "./generation/cost-estimate.js";
import "./generation/option-choice.js";
import "./generation/presenter-page.js";
import "./generation/script-well.js";
import "./generation/speech-list.js";
import "./generation/speech-page.js";
import "./generation/speech-row.js";
import "./generation/studio-page.js";
import "./generation/task-board.js";
import "./generation/task-card.js";
import "./generation/task-page.js";
import "./generation/task-progress.js";
import "./generation/task-stage.js";
import "./generation/title-field.js";
import "./generation/work-sheet.js";
import "./interface/action-menu.js";
import "./interface/confirm-dialog.js";
import "./interface/copy-button.js";
import "./interface/empty-state.js";
import "./interface/failure-note.js";
import "./interface/form-dialog.js";
import "./interface/qr-picture.js";
import "./interface/shelf-tabs.js";
import "./interface/title-editor.js";
import "./library/compare-player.js";
import "./library/library-page.js";
import "./library/result-view.js";
import "./library/sound-result.js";
import "./library/video-card.js";
import "./library/video-page.js";
import "./models/audition-button.js";
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
import "./models/voices-page.js";
import "./uploads/file-drop.js";
import "./uploads/file-picker.js";
import "./uploads/file-row.js";
import "./uploads/sound-player.js";
import "./uploads/sound-recorder.js";
import "./uploads/uploads-page.js";

await startSpeaking();
await import("./frame/green-room.js");
