import Foundation

/// Why something failed, in words for whoever runs the server. Foundation tells of its errors all that is in them; here it
/// is what the system said.
package struct Cause: CustomStringConvertible {
    private let error: any Error

    package init(_ error: any Error) { self.error = error }

    package var description: String {
        if let fault = error as? any StorageFault, fault.isFull { return "the disk is full; make room and try again" }
        let told = error as NSError
        if let words = Self.system(told) { return words }
        guard told.domain == NSCocoaErrorDomain else { return "\(error)" }
        let below = told.userInfo[NSUnderlyingErrorKey] as? any Error
        return below.flatMap { Self.system($0 as NSError) } ?? told.localizedDescription
    }

    private static func system(_ error: NSError) -> String? {
        guard error.domain == NSPOSIXErrorDomain, let code = Int32(exactly: error.code) else { return nil }
        return String(cString: strerror(code))
    }
}
