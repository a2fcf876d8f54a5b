import Hummingbird

/// One outside service as it looks from here.
package protocol StandIn: Sendable {
    /// The first part of its paths: `google`.
    var name: String { get }
    /// For a person.
    var title: String { get }
    /// What a person may open in a browser, with paths below its own.
    var pages: [(title: String, path: String)] { get }

    func register(on group: RouterGroup<BasicRequestContext>)
}
