#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The process around the tool: its arguments, environment, streams and exit.
package enum Process {
    package static func main() -> Never {
        // A reader that has had enough (`| head`) ends the tool quietly instead of killing it half-way.
        signal(SIGPIPE, SIG_IGN)
        let environment = Environment(
            variables: variables, terminalWidth: terminalWidth, toolVersion: ToolVersion.text,
            writeOutput: { write($0, to: STDOUT_FILENO) }, writeError: { write($0, to: STDERR_FILENO) })
        let status = Tool.run(Array(CommandLine.arguments.dropFirst()), in: environment)
        exit(status.rawValue)
    }

    /// All or nothing is wanted of a report: short writes go on, a closed pipe ends the process without a word.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EINTR {
                continue
            } else if written < 0, errno == EAGAIN {
                var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&poller, 1, 1000)
            } else {
                exit(descriptor == STDOUT_FILENO && errno != EPIPE ? ExitStatus.undetermined.rawValue : 0)
            }
        }
    }

    private static var variables: [String: String] {
        var variables: [String: String] = [:]
        // SAFETY: environ is a list of zero-terminated strings that ends in null; nothing changes it while it is copied.
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }

    private static var terminalWidth: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        // SAFETY: TIOCGWINSZ fills exactly one winsize.
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
