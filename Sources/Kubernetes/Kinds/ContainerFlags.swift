/// Flags among the arguments of a container.
extension PodSpec.Container {
    /// `--flag=value` or `--flag value`, with one dash or two; nil if the flag is not given.
    package func value(ofFlag flag: String) -> String? {
        let arguments = command.dropFirst() + args
        for index in arguments.indices where arguments[index].hasPrefix("-") {
            let body = arguments[index].drop { $0 == "-" }
            if body.hasPrefix(flag + "=") { return String(body.dropFirst(flag.count + 1)) }
            if body == flag[...], arguments.indices.contains(index + 1) { return arguments[index + 1] }
        }
        return nil
    }
}

extension Bool {
    /// A boolean as programs in Go parse it (`strconv.ParseBool`).
    package init?(goText: String) {
        switch goText {
        case "1", "t", "T", "true", "TRUE", "True": self = true
        case "0", "f", "F", "false", "FALSE", "False": self = false
        default: return nil
        }
    }
}
