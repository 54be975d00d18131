import Kubernetes
import LocalSystem

/// Flags as Go's flag package reads them.
enum Argument {
    /// Of `--NAME=VALUE` or `-NAME=VALUE`; nil where it is missing.
    static func value(_ name: String, in arguments: [String]) -> String? {
        for argument in arguments.reversed() {
            let body = argument.drop { $0 == "-" }
            if argument.hasPrefix("-"), body.hasPrefix("\(name)=") { return String(body.dropFirst(name.count + 1)) }
        }
        return nil
    }
}

enum LogLevel {
    /// Whether `--zap-log-level` asks for more than `info`.
    static func isVerbose(_ arguments: [String]) -> Bool {
        let level = Argument.value("zap-log-level", in: arguments) ?? "info"
        return level == "debug" || Int(level).map { $0 > 0 } == true
    }
}

/// What tells one holder of a Lease from another.
enum ClientIdentity {
    static func random() -> String {
        (0..<4).map { _ in String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16) }.joined(separator: "-")
    }
}

/// Lines of klog, which client-go writes: `I1122 20:16:19.991429   11148 leaderelection.go:258] …`.
enum KlogLine {
    static func write(_ text: String, to log: @Sendable (String) -> Void) {
        let time = MicroTime.text(WallClock.milliseconds)
        let day = time.dropFirst(5).prefix(5).filter { $0 != "-" }
        log("I\(day) \(time.dropFirst(11).dropLast()) \(1, width: 7) leaderelection.go:258] \"\(text)\"")
    }
}

extension String.StringInterpolation {
    fileprivate mutating func appendInterpolation(_ number: Int, width: Int) {
        let digits = String(number)
        appendLiteral(String(repeating: " ", count: max(0, width - digits.count)) + digits)
    }
}
