import Characters
import Kubernetes

/// The times that proxies write into lines about requests, in formats of their own.
extension LogLine {
    /// The line's own time, or that of the request that it is about: of ingress-nginx (`[28/Nov/2026:23:17:54 +0000]`), of HAProxy
    /// (`[28/Nov/2026:22:50:36.204]`), or of a proxy of Envoy Gateway (`"start_time":"2026-11-28T23:20:06.943Z"`).
    package var requestTime: Timestamp? {
        if let time { return time }
        if let mark = message.firstByteRange(of: "\"start_time\":\"") {
            return Timestamp(String(message[mark.upperBound...].prefix { $0 != "\"" }))
        }
        guard let open = message.firstByteRange(of: " ["), let end = message[open.upperBound...].firstIndex(of: "]")
        else { return nil }
        return Self.commonLogTime(message[open.upperBound..<end])
    }

    /// `28/Nov/2026:23:17:54 +0000`, or with a fraction of a second and without a zone, as the containers run in UTC; nil in other
    /// time zones.
    package static func commonLogTime(_ text: Substring) -> Timestamp? {
        let parts = text.split(separator: "/")
        guard parts.count == 3, let month = months.firstIndex(of: String(parts[1])) else { return nil }
        let clock = parts[2].split(separator: ":", maxSplits: 1)
        guard clock.count == 2 else { return nil }
        let words = clock[1].split(separator: " ")
        guard let time = words.first, words.count == 1 || words.count == 2 && words[1] == "+0000" else { return nil }
        let number = "\(month.advanced(by: 1))"
        let padded = number.utf8.count == 1 ? "0\(number)" : number
        return Timestamp("\(clock[0])-\(padded)-\(parts[0])T\(time)Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
