import Kubernetes
import LocalSystem

/// Times with six digits behind the second, as Leases have them and logs.
enum MicroTime {
    static func now() -> String { text(WallClock.milliseconds) }

    /// Of milliseconds since 1970: `2026-11-22T20:16:08.935000Z`.
    static func text(_ milliseconds: Int) -> String {
        let fraction = String(1_000_000 + (milliseconds % 1000) * 1000).dropFirst()
        return "\(Timestamp(milliseconds: milliseconds).description.dropLast()).\(fraction)Z"
    }
}
