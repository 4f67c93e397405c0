import * as tf from '@tensorflow/tfjs-core';

/** tfjs' serialized form of an object: the name of its class, and the argument of its constructor. */
export interface SerializedObject {
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
}

/** Serializes an object as tfjs does. */
export function serialize(object: tf.serialization.Serializable): SerializedObject {
  return {className: object.getClassName(), config: object.getConfig()};
}

/**
 * Creates an object from its serialized form.
 *
 * @param role names the object in the error message: `access`
 * @throws Error if no class of that name is registered with `tf.serialization.registerClass`
 */
export function deserialize<T extends tf.serialization.Serializable>(
  role: string,
  {className, config}: SerializedObject,
  customObjects: tf.serialization.ConfigDict = {},
): T {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap;
  const entry = (customObjects[className] ?? registered[className]) as
    | [tf.serialization.SerializableConstructor<T>, tf.serialization.FromConfigMethod<T>]
    | undefined;
  if (entry === undefined) {
    throw new Error(
      `${role}: no class named "${className}" is known; import the module that defines it, or register it with ` +
        'tf.serialization.registerClass, before loading',
    );
  }
  const [cls, fromConfig] = entry;
  return fromConfig(cls, config);
}
