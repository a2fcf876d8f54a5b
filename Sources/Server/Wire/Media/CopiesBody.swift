import Domain
import Studio

/// Where the bytes of a file are.
struct CopiesBody: Body, Sendable {
    let copies: LocalMedia.Copies

    static var name: String? { "Copies" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("on_disk", "False when they are in mirrors only; they are fetched when they are needed.") {
            $0.copies.isOnDisk
        }
        fields.add("mirrors") { $0.copies.mirrors.map(CopyBody.init) }
    }
}

/// What a mirror has of a file.
struct CopyBody: Body, Sendable {
    let copy: MirrorCopy

    static var name: String? { "Copy" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("mirror", "Such as `s3`.") { $0.copy.mirror }
        fields.add("status", "`copied` once the mirror has confirmed it.") { $0.copy.status.rawValue }
        fields.add("since") { $0.copy.since }
    }
}
