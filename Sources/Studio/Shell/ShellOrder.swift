/// What an administrator asks for in the shell of the server's machine. As JSON it goes over the socket in the home.
package enum ShellOrder: Codable, Equatable, Sendable {
    case users(text: String?)
    /// A password is made up and told.
    case createUser(email: String, name: String?, isAdmin: Bool)
    case setRole(email: String, isAdmin: Bool)
    /// A new one is made up and told; every sign-in ends.
    case resetPassword(email: String)
    case disableSecondFactor(email: String)
    case tasks(limit: Int)
    case cancelTask(id: String)
    case retryTask(id: String)
    case queue(Queue)
    case logLevel(String)
    /// All media are verified in the background.
    case verify(readingMirrors: Bool)
    /// What the verification under way, or else the last one, has found.
    case verification

    package enum Queue: String, Codable, CaseIterable, Sendable { case status, pause, resume, drain }
}

/// What the server says to it.
package struct ShellAnswer: Codable, Equatable, Sendable {
    /// A sentence; nil where the table says it all.
    package var message: String?
    /// Names of the table's columns, in their order.
    package var columns: [String] = []
    package var rows: [[String]] = []
    /// Whether it was not done; the message says why.
    package var isRefusal = false

    package init(_ message: String? = nil, columns: [String] = [], rows: [[String]] = [], isRefusal: Bool = false) {
        self.message = message
        self.columns = columns
        self.rows = rows
        self.isRefusal = isRefusal
    }
}
