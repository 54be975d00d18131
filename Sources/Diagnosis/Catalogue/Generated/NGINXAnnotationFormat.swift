/// What ingress-nginx accepts as the value of an annotation (ingress-nginx v1.15, `internal/ingress/annotations`). It uses its
/// default in place of any other value. Versions that do not validate annotations cannot use these values either.
enum NGINXAnnotationFormat: Sendable, Hashable {
    /// Bytes, with a suffix of one letter.
    case size
    case integer
    case boolean
    /// `on` or `off`.
    case onOff

    static let prefix = "nginx.ingress.kubernetes.io"

    /// By the name without its prefix; nil for annotations of other formats.
    static func format(of name: String) -> Self? { formats[name] }

    private static let formats: [String: Self] = {
        let names: [Self: [String]] = [
            .size: [
                "proxy-body-size", "proxy-buffer-size", "proxy-busy-buffers-size", "proxy-max-temp-file-size",
                "client-body-buffer-size",
            ],
            .integer: [
                "proxy-connect-timeout", "proxy-send-timeout", "proxy-read-timeout", "proxy-next-upstream-timeout",
                "proxy-next-upstream-tries", "proxy-buffers-number", "limit-connections", "limit-rps", "limit-rpm",
                "canary-weight", "canary-weight-total", "permanent-redirect-code", "temporal-redirect-code",
                "cors-max-age",
            ],
            .boolean: [
                "ssl-redirect", "force-ssl-redirect", "ssl-passthrough", "enable-cors", "cors-allow-credentials",
                "use-regex", "service-upstream", "canary", "enable-access-log",
            ],
            .onOff: ["proxy-buffering", "proxy-request-buffering"],
        ]
        return Dictionary(uniqueKeysWithValues: names.flatMap { format, names in names.map { ($0, format) } })
    }()

    /// Empty values count as not set.
    func accepts(_ value: String) -> Bool {
        let trimmed = value.filter { $0 != " " }
        guard !trimmed.isEmpty else { return true }
        switch self {
        case .size:
            let suffix = trimmed.drop(while: Self.isDigit)
            return suffix.count < trimmed.count
                && (suffix.isEmpty || ["b", "k", "m", "g"].contains(suffix.lowercased()))
        case .integer: return Int(value) != nil
        case .boolean: return Self.booleans.contains(value)
        case .onOff: return trimmed == "on" || trimmed == "off"
        }
    }

    /// Whether it takes a value for true.
    static func isTrue(_ value: String?) -> Bool { value.map { booleans.prefix(6).contains($0) } ?? false }

    /// As Go's `strconv.ParseBool` reads them, those that are true first.
    private static let booleans = [
        "1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False",
    ]

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// What a value is not.
    var defect: String {
        switch self {
        case .size: "not a size such as 20m"
        case .integer: "not a whole number"
        case .boolean: "neither true nor false"
        case .onOff: "neither on nor off"
        }
    }

    /// What was probably meant by a value that it does not accept; nil if that is unclear.
    func correction(of value: String) -> String? {
        let lower = value.lowercased().filter { $0 != " " }
        let digits = lower.prefix(while: Self.isDigit)
        let suffix = lower[digits.endIndex...]
        switch self {
        case .size:
            guard let unit = suffix.first, ["b", "ib", "bytes"].contains(suffix.dropFirst()) || suffix == "\(unit)i",
                !digits.isEmpty, ["k", "m", "g"].contains(unit)
            else { return nil }
            return "\(digits)\(unit)"
        case .integer:
            return !digits.isEmpty && ["s", "sec", "seconds", "%"].contains(suffix) ? String(digits) : nil
        case .boolean:
            if ["yes", "on", "enabled"].contains(lower) { return "true" }
            return ["no", "off", "disabled"].contains(lower) ? "false" : nil
        case .onOff:
            if ["true", "yes", "on", "1"].contains(lower) { return "on" }
            return ["false", "no", "off", "0"].contains(lower) ? "off" : nil
        }
    }
}
