import Commands

Process.checkMemory()
await Process.main()
