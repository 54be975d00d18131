#if Sandbox
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// One line of the access log, in the format that KubeLB gives Envoy.
    struct AccessLogEntry: Sendable {
        /// Milliseconds since 1970.
        var start: Int64
        /// Envoy's response flags; `-` when nothing is to be said.
        var flags: String
        var bytesReceived: Int
        var bytesSent: Int
        var milliseconds: Int64
        var downstream: String
        /// `-` when no host was chosen.
        var upstream: String

        var text: String {
            """
            [\(UTCTime.text(milliseconds: start))] "- - -" 0 \(flags) \(bytesReceived) \(bytesSent) \(milliseconds) - \
            "\(downstream)" "-" "-" "-" "\(upstream)"
            """
        }
    }

    /// The time as logs show it.
    enum UTCTime {
        /// Milliseconds since 1970, now.
        static var now: Int64 {
            var time = timespec()
            // SAFETY: the pointer is valid for the call.
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        }

        /// `2026-11-22T21:09:03.055Z`.
        static func text(milliseconds: Int64) -> String {
            var seconds = time_t(milliseconds / 1000)
            var parts = tm()
            // SAFETY: both pointers are valid for the call.
            gmtime_r(&seconds, &parts)
            let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map { padded($0, 2) }
            let time = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map { padded($0, 2) }
            let fraction = padded(Int(milliseconds % 1000), 3)
            return "\(date.joined(separator: "-"))T\(time.joined(separator: ":")).\(fraction)Z"
        }

        private static func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }
#endif
