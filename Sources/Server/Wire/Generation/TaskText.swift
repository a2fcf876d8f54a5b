import Studio

/// A task for programs that did not ask: the same JSON as in answers.
package enum TaskText {
    /// - Parameter links: sign the addresses of media.
    package static func json(of view: TaskView, links: MediaLinks) -> String {
        var json = JSONWriter()
        TaskBody(view: view, addresses: MediaAddresses(links: links)).write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
