/// Models that are fetched together, so that something more can be done: speak Japanese, say.
package struct Pack: Equatable, Sendable, Identifiable {
    /// `japanese`.
    package let id: String
    /// In English.
    package let title: String
    package let what: String
    /// What it helps to speak or hear: `ja`.
    package let languages: [String]
    /// Part of every installation; can be mended, not removed.
    package let isBasic: Bool
    /// Of everything in it, each once.
    package let licences: [String]
    /// Of all that is fetched for it.
    package let downloadBytes: Int64
    /// On the disk.
    package let installedBytes: Int64

    package init(
        id: String, title: String, what: String, languages: [String], isBasic: Bool, licences: [String],
        downloadBytes: Int64, installedBytes: Int64
    ) {
        self.id = id
        self.title = title
        self.what = what
        self.languages = languages
        self.isBasic = isBasic
        self.licences = licences
        self.downloadBytes = downloadBytes
        self.installedBytes = installedBytes
    }
}

/// What is there of a pack.
package enum PackState: String, CaseIterable, Sendable {
    case absent
    /// Some of its files are missing.
    case incomplete
    /// A file is not the one that the lock names.
    case damaged
    case installed
}
