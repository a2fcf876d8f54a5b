import Sandbox

extension BucketStandIn {
    /// Sizes of what was copied there, by key.
    var copies: [String: Int] { objects.filter { $0.key.hasPrefix("blobs/") } }
}
