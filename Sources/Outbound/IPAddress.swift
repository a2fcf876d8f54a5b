import Domain

/// This room checks the addresses that connections are really made to.
package typealias IPAddress = Domain.IPAddress
