/// package
package gradus.engine.simd;
