import CLibAV

extension InputFile {
    /// What the file says of itself.
    var metadata: [String: String] { Self.words(of: context.pointee.metadata) }

    static func words(of dictionary: OpaquePointer?) -> [String: String] {
        var words: [String: String] = [:]
        var entry = av.av_dict_get(dictionary, "", nil, AV_DICT_IGNORE_SUFFIX)
        while let found = entry {
            words[String(cString: found.pointee.key)] = String(cString: found.pointee.value)
            entry = av.av_dict_get(dictionary, "", found, AV_DICT_IGNORE_SUFFIX)
        }
        return words
    }
}
