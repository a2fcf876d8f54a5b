extension StringProtocol {
    /// Its decimal digits of any script, 0...9 each. (`wholeNumberValue` also takes 万 for a number.)
    var decimalDigits: [Int] {
        unicodeScalars.compactMap { scalar in
            guard scalar.properties.numericType == .decimal else { return nil }
            return scalar.properties.numericValue.map { Int($0) }
        }
    }
}
