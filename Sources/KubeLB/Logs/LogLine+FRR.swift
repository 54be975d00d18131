import Characters

extension LogLine {
    /// What FRR's bgpd logs about its session with a neighbor (FRR `bgpd/bgp_debug.c`, `bgp_notify_print`, and `bgp_fsm.c`).
    package struct NeighborChange: Sendable, Hashable {
        package let neighbor: String
        package let isUp: Bool
        /// `OPEN Message Error/Bad Peer AS`; empty if the line gives no reason.
        package let reason: String
    }

    /// `BGP: %NOTIFICATION: sent to neighbor 10.0.20.1 2/2 (OPEN Message Error/Bad Peer AS) 2 bytes fb f5`,
    /// `BGP: %ADJCHANGE: neighbor 10.0.20.1(tor) in vrf default Up`.
    package var neighborChange: NeighborChange? {
        guard message.containsBytes(of: "BGP: "), let start = message.firstByteRange(of: "neighbor ") else {
            return nil
        }
        let rest = message[start.upperBound...]
        let neighbor = String(rest.prefix { !" (".contains($0) })
        if message.containsBytes(of: "%ADJCHANGE") {
            return NeighborChange(neighbor: neighbor, isUp: rest.hasSuffix(" Up"), reason: "")
        }
        guard message.containsBytes(of: "%NOTIFICATION"), let open = rest.firstByteRange(of: " ("),
            let close = rest[open.upperBound...].firstByteRange(of: ") ")
        else { return nil }
        let reason = rest[open.upperBound..<close.lowerBound]
        let isSent = message.containsBytes(of: "sent to")
        let number =
            isSent && reason.hasSuffix("Bad Peer AS") ? Self.number(after: "bytes", in: rest[close.upperBound...]) : nil
        return NeighborChange(
            neighbor: neighbor, isUp: false,
            reason: reason + (number.map { ", it has AS \($0)" } ?? ""))
    }

    /// `64501` for `2 bytes fb f5`: with a bad AS, the one that the neighbor has.
    private static func number(after word: String, in text: Substring) -> UInt32? {
        let words = text.split(separator: " ")
        guard words.count >= 3, words[1] == word, let count = Int(words[0]), (1...4).contains(count) else { return nil }
        let bytes = words.dropFirst(2).prefix(count).compactMap { UInt8($0, radix: 16) }
        return bytes.count == count ? bytes.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }
}
