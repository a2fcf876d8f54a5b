/// What can be done with several videos at once.
package enum VideoDeed: Equatable, Sendable {
    /// Into the trash, and back from there.
    case trash, restore
    /// For good, from the library or the trash.
    case erase
    case favour(Bool)
    case move(VideoChange.Place)
    /// Gives or takes tags by name; the others stay.
    case tag([String])
    case untag([String])

    package enum Outcome: String, Equatable, Sendable, CaseIterable {
        case done
        /// It is not there, not where the deed looks for it, or somebody else's.
        case missing = "not_found"
        /// An unfinished task needs it.
        case inUse = "in_use"
    }
}

/// What lies in a trash.
package struct TrashSize: Equatable, Sendable {
    /// Days until what was deleted is erased.
    package static let days = 30

    package let videos: Int
    package let bytes: Int64

    package init(videos: Int, bytes: Int64) {
        self.videos = videos
        self.bytes = bytes
    }
}
