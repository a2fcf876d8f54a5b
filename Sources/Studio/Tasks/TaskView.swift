import Domain

/// A task as its owner sees it: the row, what is known only in memory, and its result.
package struct TaskView: Equatable, Sendable {
    package struct Result: Equatable, Sendable {
        /// The library entry, of a video.
        package var videoID: VideoID?
        /// What can be played.
        package var file: MediaFile?
        /// The texts that belong to it.
        package var sidecars: Set<Delivery.Sidecar> = []
        /// What a training made.
        package var model: TrainedModel?
    }

    /// One scene of a film.
    package struct Scene: Equatable, Sendable {
        package let number: Int
        /// The task that makes it, or has made it for an earlier film.
        package let task: GenerationTask
        package let stage: String
        /// 0...1.
        package let progress: Double
        package let isReused: Bool
        package let cut: FilmCut.Scene
    }

    package let task: GenerationTask
    package var stage: String
    /// 0...1.
    package var progress: Double
    /// From 1 for the one that is next; nil unless it waits for a slot.
    package let position: Int?
    /// Until its end, as far as can be foretold.
    package let etaSeconds: Double?
    /// Nil also when the result was deleted since.
    package let result: Result?
    /// Of a film, by number.
    package var scenes: [Scene] = []

    /// What is reserved for it, and for the scenes that are made for it.
    package var creditsHeld: Int { scenes.reduce(task.creditsHeld) { $1.isReused ? $0 : $0 + $1.task.creditsHeld } }
    /// What was taken for it, likewise.
    package var creditsCharged: Int {
        scenes.reduce(task.creditsCharged) { $1.isReused ? $0 : $0 + $1.task.creditsCharged }
    }
}

/// What is told to those who follow tasks.
package struct TaskEvent: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case progress(stage: String, progress: Double, etaSeconds: Double?)
        case status(TaskView)
        case log(String)
        /// What is done about a pack of models now; nil when it is there.
        case pack(String, PackWork?)
        /// It is paid, or can be no more.
        case order(OrderID, Order.Status)
        /// A program outside was told something, or could not be.
        case delivery(WebhookDelivery)
        /// There is a new notice, or one was read.
        case notices
    }

    /// Rises, also across restarts; what ``Tasks/events(of:task:after:)`` resumes after.
    package let id: UInt64
    package let account: AccountID
    /// Nil when it is about no task.
    package let taskID: TaskID?
    package let kind: Kind
}

/// Where an input comes from.
package enum FileSource: Equatable, Sendable {
    case file(FileID)
    /// Fetched from the network first.
    case url(String)
}

extension [FileSource?] {
    /// Whether one of them is fetched from an outside address first.
    var isFetched: Bool {
        contains { if case .url = $0 { true } else { false } }
    }
}
