import Media

/// What is to be made: an avatar of the person in a clip.
package struct AvatarJob: Sendable {
    /// Absolute paths.
    package var clip: String
    /// The tar to write.
    package var output: String
    /// Takes temporary files.
    package var folder: String
    /// The folder inside the archive: what LiveTalking calls the avatar's id; letters, digits, `_` and `-`, 1...60.
    package var name: String
    /// Longer clips are refused; seconds.
    package var longest: Double
    /// Cores to use, at least 1.
    package var cores: Int
    /// Of the archive's entries, seconds since 1970.
    package var modified: Int
    /// Where an interrupted job resumes; nil starts from the beginning.
    package var checkpoint: Checkpoint?

    package init(
        clip: String, output: String, folder: String, name: String, longest: Double, cores: Int, modified: Int,
        checkpoint: Checkpoint? = nil
    ) {
        self.clip = clip
        self.output = output
        self.folder = folder
        self.name = name
        self.longest = longest
        self.cores = cores
        self.modified = modified
        self.checkpoint = checkpoint
    }
}

/// What was made.
package struct AvatarResult: Equatable, Sendable {
    package let frames: Int
    package let report: AvatarReport
}
