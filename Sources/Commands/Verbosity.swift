import CommandLineKit

/// `-v`: alone, more of the report; with a level as for kubectl, the requests as well.
struct Verbosity: Sendable, Hashable {
    let level: Int

    init(level: Int = 0) { self.level = level }

    /// Also what does not count, and what was not collected.
    var isFull: Bool { level > 0 }
    /// Every request with its status, time and bytes.
    var showsRequests: Bool { level >= 6 }
    var showsHeaders: Bool { level >= 8 }

    static var type: OptionType<Verbosity> {
        OptionType("LEVEL", "is not a level", hint: "use -v, or -v=0 to -v=9", implied: "1") { text in
            if text == "true" { return Verbosity(level: 1) }
            if text == "false" { return Verbosity() }
            return Int(text).flatMap { (0...9).contains($0) ? Verbosity(level: $0) : nil }
        }
    }
}
