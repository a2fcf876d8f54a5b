/// What belongs together in a text that parts no words by blanks: numbers in characters with what they count, times of the
/// day, and what hangs on the word before it.
enum CharacterBonds {
    static func hold(_ last: Substring, _ next: Substring) -> Bool {
        guard let end = last.unicodeScalars.last, let begin = next.unicodeScalars.first else { return false }
        let startsNumber = numerals.contains(begin) || begin.properties.numericType == .decimal
        if numerals.contains(end), startsNumber || counted.contains(begin) { return true }  // 三十 二階, 一 丁目
        if startsNumber, halves.contains(where: last.hasSuffix) { return true }  // 午後 五時
        guard isHan(end) else { return false }
        return suffixes.contains { next.hasPrefix($0) && !isHan(next.dropFirst($0.count).unicodeScalars.first) }
    }

    private static func isHan(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return (0x3400...0x9FFF).contains(scalar.value) || (0x20000...0x3FFFD).contains(scalar.value)
    }

    private static let numerals = Set("〇零一二三四五六七八九十百千万萬億亿".unicodeScalars)
    private static let counted = Set("丁番号號階楼层年月日時时点分秒週周個个人名本枚台回度次円元块歳岁才年目件社校棟栋室条章節节巻冊匹頭頁页割倍".unicodeScalars)
    private static let halves = ["午前", "午後", "上午", "下午", "早上", "晚上"]
    /// Behind a word in Han, before what is not Han: 参加者が, 千代田区で, 会議では.
    private static let suffixes = [
        "者", "員", "区", "都", "県", "府", "市", "町", "村", "室", "館", "所", "駅", "店", "社", "部", "課", "局", "様", "的",
        "性", "化", "式", "では", "でも", "とは",
    ]
}
