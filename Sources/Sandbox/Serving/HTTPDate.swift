import Kubernetes

/// The form of time in HTTP's `Date` header (RFC 9110, section 5.6.7).
enum HTTPDate {
    /// `Sun, 22 Nov 2026 20:31:13 GMT`.
    static func text(of time: Timestamp) -> String {
        // 1970-01-01 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(time.milliseconds / 86_400_000) % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = time.description.split { $0 == "-" || $0 == "T" || $0 == "Z" }
        guard parts.count == 4, let month = Int(parts[1]), months.indices.contains(month - 1) else { return "" }
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
