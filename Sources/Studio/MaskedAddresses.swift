/// E-mail addresses as they may stand in a log: by their first letter and their host, `a…@example.org`.
package enum MaskedAddresses {
    package static func text(_ line: String) -> String {
        guard line.contains("@") else { return line }
        return line.replacing(/([^\s@<>()",;:=\/\[\]])[^\s@<>()",;:=\/\[\]]*@([A-Za-z0-9.-]+)/) { match in
            "\(match.1)…@\(match.2)"
        }
    }
}
