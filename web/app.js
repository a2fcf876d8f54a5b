/** Where the app begins: the words first, then every element, then the frame comes alive. */

import { startSpeaking } from "./words.js";

import "./elements/account-menu.js";
import "./elements/compare-player.js";
import "./elements/confirm-dialog.js";
import "./elements/connection-banner.js";
import "./elements/cost-estimate.js";
import "./elements/empty-state.js";
import "./elements/failure-note.js";
import "./elements/file-drop.js";
import "./elements/file-picker.js";
import "./elements/file-row.js";
import "./elements/home-page.js";
import "./elements/library-page.js";
import "./elements/locale-picker.js";
import "./elements/lost-page.js";
import "./elements/mode-choice.js";
import "./elements/page-foot.js";
import "./elements/result-view.js";
import "./elements/sign-in.js";
import "./elements/studio-page.js";
import "./elements/task-board.js";
import "./elements/task-card.js";
import "./elements/task-page.js";
import "./elements/task-progress.js";
import "./elements/task-stage.js";
import "./elements/theme-switch.js";
import "./elements/title-editor.js";
import "./elements/toast-stack.js";
import "./elements/top-bar.js";
import "./elements/uploads-page.js";
import "./elements/vanity-mirror.js";
import "./elements/video-card.js";
import "./elements/video-page.js";

await startSpeaking();
await import("./elements/green-room.js");
