import Domain

/// Something that went wrong inside, for whoever looks after the program. It holds no body of a request and nothing of a
/// person.
package struct ErrorReport: Sendable {
    package let at: Timestamp
    /// `error` or `fatal`, as Sentry calls them.
    package let level: String
    /// The room that noticed it.
    package let source: String
    package let message: String
    /// The type of what was thrown, and what it says; nil when nothing was.
    package let thrown: (type: String, text: String)?
    /// Where it was noticed.
    package let file: String
    package let function: String
    package let line: Int
    /// Short facts by name, such as `request_id`.
    package let tags: [String: String]

    package init(
        at: Timestamp, level: String, source: String, message: String, thrown: (type: String, text: String)?,
        file: String, function: String, line: Int, tags: [String: String]
    ) {
        self.at = at
        self.level = level
        self.source = source
        self.message = message
        self.thrown = thrown
        self.file = file
        self.function = function
        self.line = line
        self.tags = tags
    }
}
