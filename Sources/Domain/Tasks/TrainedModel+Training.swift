extension TrainedModel.Kind {
    /// The work that makes one.
    package var training: GenerationTask.Kind { self == .video ? .avatarTraining : .voiceClone }
}

extension TrainedModel.Status {
    /// How far the training is, told from its task.
    package init(of task: GenerationTask.Status, stage: String, progress: Double) {
        switch task {
        case .queued: self = .pending
        case .running where progress < 0.1: self = .preparing
        case .running: self = progress < 0.9 ? .training : .finalizing
        case .succeeded: self = .completed
        case .failed, .cancelled: self = .failed
        }
    }
}
