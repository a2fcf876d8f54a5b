/// A word that its owner gives to videos; two spellings that differ only in case or accents are one tag.
package struct Tag: Equatable, Sendable, Identifiable {
    /// How many an account has at most, and a video.
    package static let (mostOfAccount, mostOfVideo) = (1000, 30)

    package let id: TagID
    /// 1...50 characters.
    package let name: String

    package init(id: TagID, name: String) {
        self.id = id
        self.name = name
    }
}

/// A place in the library; a video lies in one at most.
package struct Folder: Equatable, Sendable, Identifiable {
    package let id: FolderID
    package let accountID: AccountID
    /// 1...100 characters.
    package let name: String
    package let createdAt: Timestamp

    package init(id: FolderID, accountID: AccountID, name: String, createdAt: Timestamp) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.createdAt = createdAt
    }
}

/// Something that videos are sorted by, and how many are.
package struct Counted<Value: Sendable>: Sendable {
    package let value: Value
    package let videos: Int

    package init(_ value: Value, videos: Int) {
        self.value = value
        self.videos = videos
    }
}

extension Counted: Equatable where Value: Equatable {}

/// Where a video lies in its owner's library.
package struct Placing: Equatable, Sendable {
    package var isFavourite: Bool
    package var folderID: FolderID?
    /// By name.
    package var tags: [Tag]

    package init(isFavourite: Bool = false, folderID: FolderID? = nil, tags: [Tag] = []) {
        self.isFavourite = isFavourite
        self.folderID = folderID
        self.tags = tags
    }
}

/// What is to become of a video; nil leaves a part as it is.
package struct VideoChange: Equatable, Sendable {
    package enum Place: Equatable, Sendable {
        case outside
        case folder(FolderID)
    }

    /// 1...200 characters.
    package var title: String?
    package var isFavourite: Bool?
    package var place: Place?
    /// Names of all its tags from now on.
    package var tags: [String]?

    package init() {}
}
