#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Threads for what blocks, which the threads of Swift's tasks must not.
package enum BackgroundThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs a body on a new thread; false if no thread could be created, in which case the body does not run.
    package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        // SAFETY: the reference that the new thread takes over is balanced by takeRetainedValue in it; without a thread it
        // is released here.
        let reference = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, reference.toOpaque())
        guard result == 0 else {
            reference.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
