import { screening } from "../../src/rules/screening.ts"
import { runScenarios } from "./scenario.ts"

runScenarios("screening.txt", screening)
