/// All checks, in the order of their codes. A check that is not listed here does not exist; a test compares the list with
/// the files.
package enum Catalogue {
    package static let checks: [any Check] =
        access + rights + ccm + manager + tenant + nodes + service + source + backend + certificate + loadBalancer
        + route
        + generated + host + enterprise + dataPlane + versions + leftBehind

    private static let byCode = Dictionary(
        checks.map { ($0.documentation.code, $0) }, uniquingKeysWith: { first, _ in first })

    package static func check(_ code: CheckCode) -> (any Check)? { byCode[code] }
}
