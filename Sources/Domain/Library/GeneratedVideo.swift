/// A finished result in the library.
package struct GeneratedVideo: Codable, Equatable, Sendable, Identifiable {
    package let id: VideoID
    package let accountID: AccountID
    package let taskID: TaskID
    package let fileID: FileID
    /// 1...200 characters.
    package var title: String
    package let createdAt: Timestamp

    package init(
        id: VideoID, accountID: AccountID, taskID: TaskID, fileID: FileID, title: String, createdAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.taskID = taskID
        self.fileID = fileID
        self.title = title
        self.createdAt = createdAt
    }
}
